import { findNumber, readInboundTarget, readInboundTargets } from '../../../src/runtime/twilio/inbound-targets';
import { twilioClient } from '../../../src/runtime/twilio/twilio-client';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { TwilioNumbersServer } from '../../support/twilio-numbers-server';

let server: TwilioNumbersServer;
beforeAll(async () => (server = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN)));
beforeEach(() => server.reset());
afterEach(() => expect(server.violations).toEqual([]));
afterAll(async () => server.close());

const twilio = () => twilioClient({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }, { url: server.url, again: 'run this again', longestPause: 0 });
const NOTHING = { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST' };

test('what is null at Twilio is not set', async () => {
  const { sid } = server.addNumber('+15005550001', { sms_url: null, sms_method: null, sms_fallback_url: null, sms_fallback_method: null, sms_application_sid: null });
  const service = server.addService('Bot', { inbound_method: null, fallback_method: null, use_inbound_webhook_on_number: null });

  expect(await readInboundTargets(twilio())).toEqual([
    { kind: 'number', sid, name: '+15005550001', settings: { ...NOTHING, applicationSid: '' } },
    { kind: 'service', sid: service.sid, name: 'Bot', settings: { ...NOTHING, isLeftToNumbers: false } },
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
  [{ sms: true, mms: false }, true], [{ sms: false, mms: true }, true], [undefined, true],
  [{ sms: false, mms: false }, false], [{ voice: true }, false],
])('whether a number with %j takes texts: %j', async (capabilities, isFound) => {
  server.addNumber('+15005550001', { capabilities });

  expect(await findNumber(twilio(), '+15005550001') !== undefined).toBe(isFound);
  expect(await readInboundTargets(twilio())).toHaveLength(isFound ? 1 : 0);
});

test.each([`PN${'7'.repeat(32)}`, `MG${'7'.repeat(32)}`])('%s is gone, which is told from an error', async (sid) => {
  expect(await readInboundTarget(twilio(), sid)).toBeUndefined();
  server.intercept = () => ({ status: 403, code: 20403, message: 'Forbidden' });
  await expect(readInboundTarget(twilio(), sid)).rejects.toThrow('Forbidden');
});
