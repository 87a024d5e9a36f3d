import { UsageError } from '../../../src/cli/terminal/context';
import { commandTwilioClient } from '../../../src/cli/twilio/command-twilio-client';
import { UserError } from '../../../src/local/problems/user-error';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { TwilioNumbersServer } from '../../support/twilio-numbers-server';
import { testContext } from '../support';

const client = (url: string) =>
  commandTwilioClient(
    authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN),
    testContext({ env: { TWILIO_GATEWAY_API_URL: url } }),
  );

test('a rejection of Twilio is an error for the user', async () => {
  const server = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN);
  const { get, post, list } = client(server.url);
  const errors = await Promise.all([
    get('look', 'api', '/none'), post('write', 'api', '/none', {}), list('list', 'api', '/none', 'none'),
  ].map(async (response) => response.then(() => undefined, (error: Error) => error)));
  await server.close();

  expect(errors.map((error) => error instanceof UserError)).toEqual([true, true, true]);
  expect(errors.map((error) => error?.message)).toEqual(
    ['look', 'write', 'list'].map(
      (doing) =>
        `Could not ${doing}: `
        + 'Twilio did not find it (error 20404). Check whether it belongs to this account, '
 + 'or to a subaccount with its own auth token.',
    ),
  );
});

test('an address that is not on loopback is a usage error', () => {
  expect(() => client('https://evil.example.com')).toThrow(UsageError);
  expect(() => client('https://evil.example.com')).toThrow(
    /TWILIO_GATEWAY_API_URL is "https:\/\/evil\.example\.com", .*on loopback/,
  );
});
