import { HttpApiEvent } from '../src/local/http-api/request-to-event';
import { inboundParameters, randomSid, webhookRequest } from '../src/local/twilio/signed-message';

/** The token that all texts of the benchmark are signed with. */
export const AUTH_TOKEN = '0123456789abcdef'.repeat(2);

const DOMAIN = 'benchmark.execute-api.us-east-1.amazonaws.com';
const WEBHOOK_PATH = '/sms';
const ACCOUNT_SID = randomSid('AC');

/** A new inbound text with the 15 parameters of one from a known place, as an HTTP API hands it to Lambda. */
export function textEvent(body: string): HttpApiEvent {
  const parameters = {
    ...inboundParameters({ accountSid: ACCOUNT_SID, from: '+15005550006', to: '+15005550001', body }),
    FromCity: 'SAN FRANCISCO',
    FromState: 'CA',
    FromZip: '94105',
    FromCountry: 'US',
  };
  const request = webhookRequest(`https://${DOMAIN}${WEBHOOK_PATH}`, parameters, AUTH_TOKEN);
  const now = new Date();
  return {
    version: '2.0',
    routeKey: `POST ${WEBHOOK_PATH}`,
    rawPath: WEBHOOK_PATH,
    rawQueryString: '',
    headers: { ...request.headers, 'content-length': String(request.body.length), 'host': DOMAIN, 'x-forwarded-proto': 'https' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'benchmark',
      domainName: DOMAIN,
      domainPrefix: 'benchmark',
      http: { method: 'POST', path: WEBHOOK_PATH, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'TwilioProxy/1.1' },
      requestId: 'bench',
      routeKey: `POST ${WEBHOOK_PATH}`,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    body: Buffer.from(request.body).toString('base64'),
    isBase64Encoded: true,
  };
}
