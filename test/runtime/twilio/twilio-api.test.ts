import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { twilioApi } from '../../../src/runtime/twilio/twilio-api';
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, OTHER_AUTH_TOKEN, SENDER } from '../../support/messages';
import { FAULTS, TwilioApiServer, type TwilioFault } from '../../support/twilio-api-server';

const CREDENTIALS = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
const TEXT = { to: SENDER, from: NUMBER, body: 'Hello', media: [] };

let twilio: TwilioApiServer;
beforeAll(async () => {
  twilio = await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN);
});
beforeEach(() => twilio.reset());
afterAll(async () => twilio.close());

test.each([
  ['a text', { ...TEXT, body: ' "<&>\r\n\u{1F600} +% ' }],
  ['media', { ...TEXT, body: undefined, media: ['https://example.com/a.png', 'https://example.com/b.png?x=1&y=2'] }],
  ['WhatsApp', { ...TEXT, to: `whatsapp:${SENDER}`, from: `whatsapp:${NUMBER}` }],
  ['a Messaging Service and a status callback', { ...TEXT, messagingServiceSid: `MG${'0'.repeat(32)}`, statusCallback: 'https://example.com/status' }],
])('%s is taken as it is', async (_, message) => {
  const result = await twilioApi(twilio.url)(message, CREDENTIALS, 5000);

  expect(result).toEqual({ kind: 'accepted', messageSid: twilio.accepted[0].sid });
  expect(twilio.accepted).toMatchObject([{ to: message.to, from: message.from, body: message.body ?? '', media: message.media }]);
  expect(twilio.requests[0].get('MessagingServiceSid')).toBe('messagingServiceSid' in message ? message.messagingServiceSid : null);
});

test.each<[string, TwilioFault, object]>([
  ['429 with Retry-After', FAULTS.tooMany, { kind: 'unavailable', problem: 'status 429', retryAfterMs: 1000 }],
  ['429 with a date', { status: 429, code: 20429, retryAfter: 'Fri, 01 Jan 1999 00:00:00 GMT' }, { kind: 'unavailable', retryAfterMs: 0 }],
  ['429 with nonsense', { status: 429, code: 20429, retryAfter: 'soon' }, { kind: 'unavailable', retryAfterMs: undefined }],
  ['a full queue', FAULTS.queueFull, { kind: 'unavailable', problem: 'error 21611', retryAfterMs: undefined }],
  ['a full queue, with a status that sounds final', { status: 400, code: 21611 }, { kind: 'unavailable', problem: 'error 21611' }],
  ['408', { status: 408, code: 20408 }, { kind: 'unavailable' }],
  ['500', FAULTS.internal, { kind: 'unavailable', problem: 'status 500' }],
  ['503', FAULTS.unavailable, { kind: 'unavailable', problem: 'status 503' }],
  ['a closed connection', 'hangsUp', { kind: 'unavailable', problem: 'no connection' }],
  ['no answer', 'hangs', { kind: 'unavailable', problem: 'no answer within 300 ms' }],
  ['a recipient who opted out', FAULTS.unsubscribed, { kind: 'rejected', status: 400, code: 21610 }],
  ['a number that is none', FAULTS.invalidNumber, { kind: 'rejected', code: 21211 }],
  ['a redirect', { status: 302, code: 0 }, { kind: 'rejected' }],
  ['an accepted message in an answer that is no JSON', 'garbles', { kind: 'accepted', messageSid: '' }],
])('%s', async (_, fault, expected) => {
  twilio.faultFor = () => fault;

  expect(await twilioApi(twilio.url)(TEXT, CREDENTIALS, 300)).toMatchObject(expected);
});

test('another token is told from what is wrong with a message', async () => {
  expect(await twilioApi(twilio.url)(TEXT, { ...CREDENTIALS, authToken: OTHER_AUTH_TOKEN }, 5000)).toEqual({ kind: 'unauthorized' });
});

test('what Twilio rejects of itself has its code', async () => {
  const send = twilioApi(twilio.url);
  const codes = [{ ...TEXT, to: 'nobody' }, { ...TEXT, body: 'x'.repeat(1601) }, { ...TEXT, body: '' }, { ...TEXT, media: ['nowhere'] }]
    .map(async (message) => send(message, CREDENTIALS, 5000));

  expect(await Promise.all(codes)).toMatchObject([{ code: 21211 }, { code: 21617 }, { code: 21602 }, { code: 21620 }]);
});

test('a rejection that says nothing is one all the same', async () => {
  const server = createServer((_, response) => response.writeHead(404, { 'content-type': 'application/json' }).end('{"code":"none"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  expect(await twilioApi(`http://127.0.0.1:${port}`)(TEXT, CREDENTIALS, 5000)).toEqual({ kind: 'rejected', status: 404, code: undefined });

  server.closeAllConnections();
  server.close();
});
