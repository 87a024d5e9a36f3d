import { startTwilio, TwilioServer } from '../../../src/local/emulators/twilio-server';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { OutgoingCall } from '../../../src/local/events/outgoing-call';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createSendMessage } from '../../../src/runtime/twilio/send-message';
import { ACCOUNT_SID, AUTH_TOKEN, NUMBER, OTHER_AUTH_TOKEN, SENDER } from '../../support/messages';

let twilio: TwilioServer;
const calls: OutgoingCall[] = [];

beforeEach(async () => {
  calls.length = 0;
  twilio = await startTwilio({
    authTokens: () => [AUTH_TOKEN],
    events: new GatewayEvents().on('call', (call) => calls.push(call)),
  });
});
afterEach(async () => twilio.close());

const send = async (authToken: string, to: string) =>
  createSendMessage(twilio.url)({ to, from: NUMBER, body: 'Hi', media: [] }, authTokenAsCredentials(ACCOUNT_SID, authToken), 5000);

test('the emulator reports the message that would have been sent', async () => {
  expect(await send(AUTH_TOKEN, SENDER)).toMatchObject({ kind: 'accepted' });
  expect(calls).toEqual([
    expect.objectContaining({
      service: 'Twilio',
      summary: 'to …06',
      message: expect.objectContaining({ to: SENDER, body: 'Hi' }),
    }),
  ]);
});

test('the emulator takes only the current token', async () => {
  expect(await send(OTHER_AUTH_TOKEN, SENDER)).toEqual({ kind: 'unauthorized', code: 20003 });
  expect(calls).toMatchObject([{ summary: 'rejected: Authenticate', message: undefined }]);
});

test('the emulator rejects a message that Twilio rejects', async () => {
  expect(await send(AUTH_TOKEN, 'nobody')).toMatchObject({ kind: 'rejected', code: 21211 });
});
