import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { findNumber, readInboundTarget, readInboundTargets } from '../../../src/runtime/twilio/inbound-targets';
import { createTwilioClient } from '../../../src/runtime/twilio/twilio-client';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { TwilioNumbersServer } from '../../support/twilio-numbers-server';

let server: TwilioNumbersServer;
beforeAll(async () => (server = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN)));
beforeEach(() => server.reset());
afterEach(() => expect(server.violations).toEqual([]));
afterAll(async () => server.close());

const CREDENTIALS = authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN);
const twilio = () =>
  createTwilioClient(CREDENTIALS, { url: server.url, retryAdvice: 'run this again', longestPauseMs: 0 });
const EMPTY = { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST' };

test('null at Twilio means that nothing is set', async () => {
  const { sid } = server.addNumber('+15005550001', {
    sms_url: null, sms_method: null, sms_fallback_url: null, sms_fallback_method: null, sms_application_sid: null,
  });
  const service = server.addService('Bot', {
    inbound_method: null,
    fallback_method: null,
    use_inbound_webhook_on_number: null,
  });

  expect(await readInboundTargets(twilio())).toEqual([
    { kind: 'number', sid, name: '+15005550001', settings: { ...EMPTY, applicationSid: '' } },
    { kind: 'service', sid: service.sid, name: 'Bot', settings: { ...EMPTY, isLeftToNumbers: false } },
  ]);
});

test('numbers are read with the Messaging Service that they are in', async () => {
  const [first] = ['+15005550001', '+15005550002'].map((number) => server.addNumber(number));
  server.addService('Other');
  const { sid } = server.addService('Bot', { use_inbound_webhook_on_number: true }, first);

  const [one, other] = await readInboundTargets(twilio());

  expect(one.service).toEqual({ sid, name: 'Bot', isLeftToNumbers: true });
  expect(other.service).toBeUndefined();
  expect(await findNumber(twilio(), '+15005550001')).toEqual(one);
});

test.each([
  { capabilities: { sms: true, mms: false }, isFound: true },
  { capabilities: { sms: false, mms: true }, isFound: true },
  { capabilities: undefined, isFound: true },
  { capabilities: { sms: false, mms: false }, isFound: false },
  { capabilities: { voice: true }, isFound: false },
])('a number with the capabilities $capabilities is found: $isFound', async ({ capabilities, isFound }) => {
  server.addNumber('+15005550001', { capabilities });

  expect(await findNumber(twilio(), '+15005550001') !== undefined).toBe(isFound);
  expect(await readInboundTargets(twilio())).toHaveLength(isFound ? 1 : 0);
});

test.each([
  { sid: `PN${'7'.repeat(32)}` },
  { sid: `MG${'7'.repeat(32)}` },
])('$sid is gone, and an error is something else', async ({ sid }) => {
  expect(await readInboundTarget(twilio(), sid)).toBeUndefined();
  server.intercept = () => ({ status: 403, code: 20403, message: 'Forbidden' });
  await expect(readInboundTarget(twilio(), sid)).rejects.toThrow('Forbidden');
});
