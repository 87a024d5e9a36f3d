import { guardOutputs } from '../../../src/cli/terminal/guarded-context';
import { twilioCredentials } from '../../../src/cli/twilio/twilio-credentials';
import { removeFolders, temporaryFolder, write } from '../../local/support';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../support/messages';
import { scriptedPrompts } from '../gateway-support';
import { testContext } from '../support';

afterAll(removeFolders);

const contextWith = (env: Record<string, string>, cwd = '/') => guardOutputs(testContext({ env, cwd }));
const GIVEN = { TWILIO_ACCOUNT_SID: ` ${ACCOUNT_SID} `, TWILIO_AUTH_TOKEN: `${AUTH_TOKEN}\n` };

test('the credentials come from the environment', async () => {
  expect(await twilioCredentials(contextWith(GIVEN), scriptedPrompts())).toEqual({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
  });
});

test('the credentials come from a file instead of the environment', async () => {
  const folder = temporaryFolder();
  write(
    folder,
    '.env',
    `# a comment\nTWILIO_ACCOUNT_SID=${ACCOUNT_SID}\nexport TWILIO_AUTH_TOKEN="${OTHER_AUTH_TOKEN}"\n`,
  );

  expect(await twilioCredentials(contextWith(GIVEN, folder), scriptedPrompts(), '.env'))
    .toEqual({ accountSid: ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN });
  await expect(twilioCredentials(contextWith(GIVEN, folder), scriptedPrompts(), 'nowhere'))
    .rejects.toThrow(/nowhere cannot be read \(ENOENT\)\. Give a file with the lines/);
});

test.each<{ readonly name: string; readonly env: Record<string, string>; readonly message: RegExp }>([
  { name: 'no credentials', env: {}, message: /TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed/ },
  {
    name: 'the SID of an API key',
    env: { ...GIVEN, TWILIO_ACCOUNT_SID: 'SK0123456789abcdef0123456789abcdef' },
    message: /^Account SID must be "AC" followed by 32 hexadecimal digits\. Got the SID of an API key/,
  },
  {
    name: 'an Account SID as the auth token',
    env: { ...GIVEN, TWILIO_AUTH_TOKEN: ACCOUNT_SID },
    message: /^Auth token must be 32 hexadecimal digits\. Got an Account SID/,
  },
  {
    name: 'something else as the auth token',
    env: { ...GIVEN, TWILIO_AUTH_TOKEN: 'canary-canary' },
    message: /Got 13 characters of another kind/,
  },
])('$name: the error does not repeat the value', async ({ env, message }) => {
  const error: Error = await twilioCredentials(contextWith(env), scriptedPrompts()).catch((reason) => reason);

  expect(error.name).toBe('UsageError');
  expect(error.message).toMatch(message);
  expect(error.message).not.toMatch(/canary|0123456789abcdef/);
});
