import * as path from 'node:path';
import { gatewayCredentials, isComplete } from '../../../src/cli/aws/gateway-credentials';
import { guardSecrets } from '../../../src/cli/terminal/guarded-context';
import { temporaryFolder, removeFolders, write } from '../../local/support';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { testContext } from '../support';

afterAll(removeFolders);

const ENV = { TWILIO_ACCOUNT_SID: OTHER_ACCOUNT_SID, TWILIO_AUTH_TOKEN: OTHER_AUTH_TOKEN };
const context = (env = {}) => guardSecrets(testContext({ env }));

test.each([
  ['the secret, before the environment', { token: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN } }, ENV, { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }],
  ['the environment, where the secret has no Account SID', { token: { authToken: AUTH_TOKEN } }, ENV, { accountSid: OTHER_ACCOUNT_SID, authToken: AUTH_TOKEN }],
  ['the environment, where the secret holds no token', { flaw: 'nothing' }, ENV, { accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN }],
  ['nowhere', { flaw: 'nothing' }, {}, {}],
])('they come from %s', (_, secret, env, expected) => {
  const credentials = gatewayCredentials(secret, context(env));

  expect(credentials).toEqual(expected);
  expect(isComplete(credentials)).toBe('authToken' in expected);
});

test('a file that is named goes before the secret, whose token stays hidden all the same', () => {
  const folder = temporaryFolder();
  write(folder, '.env', `TWILIO_ACCOUNT_SID=${OTHER_ACCOUNT_SID}\nTWILIO_AUTH_TOKEN="${OTHER_AUTH_TOKEN}"\n`);
  const output = testContext({ env: {} });
  const guarded = guardSecrets(output);

  expect(gatewayCredentials({ token: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN } }, guarded, path.join(folder, '.env')))
    .toEqual({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN });
  guarded.stderr.write(`${AUTH_TOKEN} ${OTHER_AUTH_TOKEN}`);
  expect(output.err()).toBe('[hidden] [hidden]');
});
