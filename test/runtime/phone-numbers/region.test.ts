import { CustomResourceEvent } from '../../../src/runtime/phone-numbers/custom-resource';
import { createPhoneNumberHandler, PhoneNumberHandlerOptions } from '../../../src/runtime/phone-numbers/phone-number-handler';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createTwilioClient } from '../../../src/runtime/twilio/twilio-client';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { TwilioNumbersServer } from '../../support/twilio-numbers-server';

const NUMBER = '+353123456789';
const URL = 'https://gateway.example.com/sms';

let twilio: TwilioNumbersServer;
beforeAll(async () => (twilio = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN)));
afterAll(async () => twilio.close());

test.each([
  { name: 'a request without a region', region: undefined },
  { name: 'a request for ie1', region: 'dublin.ie1' },
])('$name goes to the hosts of that region, and finds what connect stored for it', async ({ region }) => {
  const regions: unknown[] = [];
  twilio.reset();
  twilio.addNumber(NUMBER, { sms_url: URL });
  const handler = createPhoneNumberHandler({
    credentials: async () => authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN),
    twilio: (credentials, signal, ofRequest) => {
      regions.push(ofRequest);
      const options = { url: twilio.url, region: ofRequest, retryAdvice: 'deploy again', longestPauseMs: 0, signal };
      return createTwilioClient(credentials, options);
    },
    answer: async (_: unknown, { status }: { status: string }) => void regions.push(status),
    log: () => undefined,
    now: Date.now,
    storeIn: () => ({ read: async () => ({}), write: async () => undefined }),
    connectSettings: async (_sid, _url, ofRequest) => void regions.push(ofRequest),
  } as PhoneNumberHandlerOptions);
  const event = {
    RequestType: 'Create',
    LogicalResourceId: 'Number',
    ResourceProperties: { PhoneNumber: NUMBER, WebhookUrl: URL, ParameterName: '/name', TwilioRegion: region },
  };
  await handler(event as unknown as CustomResourceEvent, { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 });

  expect(regions).toEqual([region, region, 'SUCCESS']);
});
