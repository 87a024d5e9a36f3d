import { guardSecrets } from '../../../src/cli/terminal/guarded-context';
import { twilioCredentials } from '../../../src/cli/twilio/twilio-credentials';
import { removeFolders, temporaryFolder, write } from '../../local/support';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../support/messages';
import { scriptedPrompts } from '../gateway-support';
import { testContext } from '../support';

afterAll(removeFolders);

const contextWith = (env: Record<string, string>, cwd = '/') => guardSecrets(testContext({ env, cwd }));
const GIVEN = { TWILIO_ACCOUNT_SID: ` ${ACCOUNT_SID} `, TWILIO_AUTH_TOKEN: `${AUTH_TOKEN}\n` };

test('takes them from the environment', async () => {
  expect(await twilioCredentials(contextWith(GIVEN), scriptedPrompts())).toEqual({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
});

test('takes them from a file in place of the environment', async () => {
  const folder = temporaryFolder();
  write(folder, '.env', `# a comment\nTWILIO_ACCOUNT_SID=${ACCOUNT_SID}\nexport TWILIO_AUTH_TOKEN="${OTHER_AUTH_TOKEN}"\n`);

  expect(await twilioCredentials(contextWith(GIVEN, folder), scriptedPrompts(), '.env')).toEqual({ accountSid: ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN });
  await expect(twilioCredentials(contextWith(GIVEN, folder), scriptedPrompts(), 'nowhere')).rejects.toThrow(/nowhere cannot be read \(ENOENT\)/);
});

test.each<[env: Record<string, string>, message: RegExp]>([
  [{}, /TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed/],
  [{ ...GIVEN, TWILIO_ACCOUNT_SID: 'SK0123456789abcdef0123456789abcdef' }, /the SID of an API key/],
  [{ ...GIVEN, TWILIO_AUTH_TOKEN: ACCOUNT_SID }, /Got an Account SID/],
  [{ ...GIVEN, TWILIO_AUTH_TOKEN: 'canary-canary' }, /Got 13 characters of another kind/],
])('rejects %j without repeating it', async (env, message) => {
  const error: Error = await twilioCredentials(contextWith(env), scriptedPrompts()).catch((reason) => reason);

  expect(error.name).toBe('UsageError');
  expect(error.message).toMatch(message);
  expect(error.message).not.toMatch(/canary|0123456789abcdef/);
});
