import * as path from 'node:path';
import { gatewayCredentials, signerOf } from '../../../src/cli/aws/gateway-credentials';
import { guardOutputs } from '../../../src/cli/terminal/guarded-context';
import { temporaryFolder, removeFolders, write } from '../../local/support';
import {
  ACCOUNT_SID, API_KEY, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN, SECRET_ARN,
  SHARED_KEY,
} from '../../support/messages';
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
  const credentials = gatewayCredentials({ token: secret }, context(env));

  expect(credentials).toEqual(expected);
});

test('--env-file goes before the secret', () => {
  const folder = temporaryFolder();
  write(folder, '.env', `TWILIO_ACCOUNT_SID=${OTHER_ACCOUNT_SID}\nTWILIO_AUTH_TOKEN="${OTHER_AUTH_TOKEN}"\n`);
  const output = testContext({ env: {} });
  const guarded = guardOutputs(output);

  expect(
    gatewayCredentials(
      { token: { token: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN } } },
      guarded,
      path.join(folder, '.env'),
    ),
  ).toEqual({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN });
  guarded.stderr.write(OTHER_AUTH_TOKEN);
  expect(output.err()).toBe('[hidden]');
});

test.each([
  {
    name: 'the API key of the secret, before the environment\'s',
    secrets: { apiKey: { apiKey: API_KEY } },
    env: { TWILIO_API_KEY: `SK${'0'.repeat(32)}`, TWILIO_API_SECRET: 'another-secret-of-a-key' },
  },
  {
    name: 'the API key of the environment where the secret holds none',
    secrets: { apiKey: { flaw: 'nothing' } },
    env: { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_API_KEY: API_KEY_SID, TWILIO_API_SECRET: API_KEY_SECRET },
  },
])('$name is used', ({ secrets, env }) => {
  expect(gatewayCredentials(secrets, context(env))).toMatchObject({
    accountSid: ACCOUNT_SID, apiKey: { apiKeySid: API_KEY_SID, apiKeySecret: API_KEY_SECRET },
  });
});

test('an env file with an API key only is completed with the token of the secret', () => {
  const folder = temporaryFolder();
  write(folder, '.env', `TWILIO_ACCOUNT_SID=${ACCOUNT_SID}\nTWILIO_API_KEY=${API_KEY_SID}\nTWILIO_API_SECRET=${API_KEY_SECRET}\n`);

  expect(gatewayCredentials({ token: { token: { authToken: AUTH_TOKEN } } }, context(), path.join(folder, '.env')))
    .toMatchObject({ authToken: AUTH_TOKEN, apiKey: { apiKeySid: API_KEY_SID } });
});

test.each([
  { name: 'the auth token', secretArn: SECRET_ARN, secrets: { token: {} }, credentials: { authToken: AUTH_TOKEN }, key: AUTH_TOKEN },
  {
    name: 'the SharedKey, while no token is known',
    secretArn: SECRET_ARN,
    secrets: { token: {}, signingKey: { sharedKey: SHARED_KEY } },
    credentials: {},
    key: SHARED_KEY,
  },
  {
    secretArn: SECRET_ARN,
    name: 'the auth token, while both are in use',
    secrets: { token: {}, signingKey: { sharedKey: SHARED_KEY } },
    credentials: { authToken: AUTH_TOKEN },
    key: AUTH_TOKEN,
  },
  {
    name: 'the SharedKey, even if the environment has a token',
    secrets: { signingKey: { sharedKey: SHARED_KEY } },
    credentials: { authToken: AUTH_TOKEN },
    key: SHARED_KEY,
  },
])('a message is signed with $name', ({ secretArn, secrets, credentials, key }) => {
  expect(signerOf({ secretArn }, secrets, credentials, ACCOUNT_SID)).toEqual({ accountSid: ACCOUNT_SID, key });
});
