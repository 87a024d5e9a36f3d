import * as path from 'node:path';
import { gatewayCredentials, isComplete } from '../../../src/cli/aws/gateway-credentials';
import { guardOutputs } from '../../../src/cli/terminal/guarded-context';
import { temporaryFolder, removeFolders, write } from '../../local/support';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { testContext } from '../support';

afterAll(removeFolders);

const ENV = { TWILIO_ACCOUNT_SID: OTHER_ACCOUNT_SID, TWILIO_AUTH_TOKEN: OTHER_AUTH_TOKEN };
const context = (env = {}) => guardOutputs(testContext({ env }));

test.each([
  {
    name: 'the secret, before the environment',
    secret: { token: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN } },
    env: ENV,
    expected: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN },
  },
  {
    name: 'the environment, where the secret has no Account SID',
    secret: { token: { authToken: AUTH_TOKEN } },
    env: ENV,
    expected: { accountSid: OTHER_ACCOUNT_SID, authToken: AUTH_TOKEN },
  },
  {
    name: 'the environment, where the secret holds no token',
    secret: { flaw: 'nothing' },
    env: ENV,
    expected: { accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN },
  },
  { name: 'nowhere', secret: { flaw: 'nothing' }, env: {}, expected: {} },
])('the credentials come from $name', ({ secret, env, expected }) => {
  const credentials = gatewayCredentials(secret, context(env));

  expect(credentials).toEqual(expected);
  expect(isComplete(credentials)).toBe('authToken' in expected);
});

test('--env-file goes before the secret, whose token stays hidden', () => {
  const folder = temporaryFolder();
  write(folder, '.env', `TWILIO_ACCOUNT_SID=${OTHER_ACCOUNT_SID}\nTWILIO_AUTH_TOKEN="${OTHER_AUTH_TOKEN}"\n`);
  const output = testContext({ env: {} });
  const guarded = guardOutputs(output);

  expect(
    gatewayCredentials(
      { token: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN } },
      guarded,
      path.join(folder, '.env'),
    ),
  ).toEqual({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN });
  guarded.stderr.write(`${AUTH_TOKEN} ${OTHER_AUTH_TOKEN}`);
  expect(output.err()).toBe('[hidden] [hidden]');
});
