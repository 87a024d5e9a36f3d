import { UsageError } from '../../../src/cli/terminal/context';
import { twilioClient } from '../../../src/cli/twilio/twilio-client';
import { UserError } from '../../../src/local/problems/user-error';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { TwilioNumbersServer } from '../../support/twilio-numbers-server';
import { testContext } from '../support';

const client = (url: string) =>
  twilioClient({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }, testContext({ env: { TWILIO_GATEWAY_API_URL: url } }));

test('what Twilio rejects is for the user to mend', async () => {
  const server = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN);
  const { get, post, list } = client(server.url);
  const errors = await Promise.all([get('look', 'api', '/none'), post('write', 'api', '/none', {}), list('list', 'api', '/none', 'none')].map(
    async (answer) => answer.then(() => undefined, (error: Error) => error)));
  await server.close();

  expect(errors.map((error) => [error instanceof UserError, error?.message])).toEqual(['look', 'write', 'list'].map((doing) =>
    [true, `Could not ${doing}: Twilio has none (error 20404). Does it belong to this account, or to a subaccount with an auth token of its own?`]));
});

test('another address than one on loopback is a wrong call', () => {
  expect(() => client('https://evil.example.com')).toThrow(UsageError);
  expect(() => client('https://evil.example.com')).toThrow(/TWILIO_GATEWAY_API_URL: .*on loopback/);
});
