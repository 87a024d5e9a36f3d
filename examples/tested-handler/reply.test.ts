import reply from './reply';
import { inboundMessage, invoke } from 'cdk-twilio-sms-gateway/testing';

// `invoke` runs the reply as the gateway does: behind the signature check, within its time, to TwiML and back.

test('knows the sender on WhatsApp', async () => {
  const message = inboundMessage({ body: 'add 1 2', channel: 'whatsapp', profileName: 'Ada' });

  expect((await invoke(reply, message)).messages).toEqual([{ body: 'Ada, that is 3.' }]);
});

test('adds numbers', async () => {
  const { status, messages } = await invoke(reply, 'add 1 2 -3');

  expect(status).toBe(200);
  expect(messages).toEqual([{ body: 'friend, that is 0.' }]);
});

test('explains itself', async () => {
  expect((await invoke(reply, 'Hello')).messages).toEqual([{ body: 'Text "add", and numbers: add 1 2 3' }]);
});

test('does not work longer than Twilio waits', async () => {
  const { status, log } = await invoke(reply, 'wait', { timeoutMillis: 600 });

  expect(status).toBe(500);
  expect(log.error?.name).toBe('ReplyTimeout');
});
