import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createSendMessage } from '../../../src/runtime/twilio/send-message';
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, OTHER_AUTH_TOKEN, SENDER } from '../../support/messages';
import { FAULTS, TwilioApiServer, type TwilioFault } from '../../support/twilio-api-server';

// Against an emulator that takes messages as Twilio's OpenAPI description has them. send-request.test.ts has all
// responses.

const CREDENTIALS = authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN);
const MESSAGE = { to: SENDER, from: NUMBER, body: 'Hello', media: [] };
const SERVICE_SID = `MG${'0'.repeat(32)}`;

let twilio: TwilioApiServer;
beforeAll(async () => {
  twilio = await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN);
});
beforeEach(() => twilio.reset());
afterAll(async () => twilio.close());

test.each([
  { name: 'a body with special characters', message: { ...MESSAGE, body: ' "<&>\r\n\u{1F600} +% ' } },
  {
    name: 'media',
    message: { ...MESSAGE, body: undefined, media: ['https://example.com/a.png', 'https://example.com/b.png?x=1&y=2'] },
  },
  { name: 'WhatsApp', message: { ...MESSAGE, to: `whatsapp:${SENDER}`, from: `whatsapp:${NUMBER}` } },
  {
    name: 'a Messaging Service and a status callback',
    message: { ...MESSAGE, messagingServiceSid: SERVICE_SID, statusCallback: 'https://example.com/status' },
    serviceSid: SERVICE_SID,
    statusCallback: 'https://example.com/status',
  },
])('a message with $name reaches Twilio unchanged', async ({ message, serviceSid = null, statusCallback = null }) => {
  const result = await createSendMessage(twilio.url)(message, CREDENTIALS, 5000);

  expect(result).toEqual({ kind: 'accepted', messageSid: twilio.accepted[0].sid });
  const { to, from, body = '', media } = message;
  expect(twilio.accepted).toMatchObject([{ to, from, body, media }]);
  expect(twilio.requests[0].get('MessagingServiceSid')).toBe(serviceSid);
  expect(twilio.requests[0].get('StatusCallback')).toBe(statusCallback);
});

test.each<{ readonly name: string; readonly fault: TwilioFault; readonly result: object }>([
  {
    name: 'throttling',
    fault: FAULTS.tooMany,
    result: { kind: 'unavailable', problem: 'status 429', retryAfterMs: 1000 },
  },
  {
    name: 'a full queue',
    fault: FAULTS.queueFull,
    result: { kind: 'unavailable', problem: 'error 21611', retryAfterMs: undefined },
  },
  { name: 'an internal error', fault: FAULTS.internal, result: { kind: 'unavailable', problem: 'status 500' } },
  {
    name: 'a message that was accepted without an answer',
    fault: 'acceptedButHangsUp',
    result: { kind: 'unavailable', problem: 'no connection' },
  },
  { name: 'no answer', fault: 'hangs', result: { kind: 'unavailable', problem: 'no answer within 300 ms' } },
  {
    name: 'a recipient who opted out',
    fault: FAULTS.unsubscribed,
    result: { kind: 'rejected', status: 400, code: 21610 },
  },
  {
    name: 'a number that does not exist',
    fault: FAULTS.invalidNumber,
    result: { kind: 'rejected', status: 400, code: 21211 },
  },
  {
    name: 'an accepted message with an answer that is no JSON',
    fault: 'garbles',
    result: { kind: 'accepted', messageSid: '' },
  },
])('the result after $name is $result.kind', async ({ fault, result }) => {
  twilio.faultFor = () => fault;

  expect(await createSendMessage(twilio.url)(MESSAGE, CREDENTIALS, 300)).toEqual(result);
});

test('another token is told from what is wrong with a message', async () => {
  const send = createSendMessage(twilio.url);

  expect(await send(MESSAGE, authTokenAsCredentials(ACCOUNT_SID, OTHER_AUTH_TOKEN), 5000))
    .toEqual({ kind: 'unauthorized', code: 20003 });
});

test('a Restricted API key without the permission is told from what is wrong with a message', async () => {
  twilio.faultFor = () => ({ status: 403, code: 70051, message: 'Authorization failed' });

  expect(await createSendMessage(twilio.url)(MESSAGE, CREDENTIALS, 5000)).toEqual({ kind: 'unauthorized', code: 70051 });
});

test.each([
  { name: 'a recipient that is no number', message: { ...MESSAGE, to: 'nobody' }, code: 21211 },
  { name: 'a body that is too long', message: { ...MESSAGE, body: 'x'.repeat(1601) }, code: 21617 },
  { name: 'a message without content', message: { ...MESSAGE, body: '' }, code: 21602 },
  { name: 'media without a URL', message: { ...MESSAGE, media: ['nowhere'] }, code: 21620 },
])('Twilio rejects $name with the code $code', async ({ message, code }) => {
  expect(await createSendMessage(twilio.url)(message, CREDENTIALS, 5000)).toMatchObject({ kind: 'rejected', code });
});

test('a message of a gateway in another region goes to the host of that region', async () => {
  const asked = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{"sid":"SM1"}', { status: 201 }));

  await createSendMessage(undefined, 'dublin.ie1')(MESSAGE, CREDENTIALS, 5000);

  expect(asked.mock.calls.map(([address]) => address))
    .toEqual([`https://api.dublin.ie1.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`]);
  asked.mockRestore();
});
