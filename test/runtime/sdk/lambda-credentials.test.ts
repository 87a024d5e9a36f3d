import { lambdaCredentials } from '../../../src/runtime/sdk/lambda-credentials';

const environment = process.env;
afterEach(() => {
  process.env = environment;
});

test('are those of the environment, and expired at once, so that they are asked for again', async () => {
  process.env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'session' };

  const { expiration, ...credentials } = await lambdaCredentials();

  expect(credentials).toEqual({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'session' });
  expect(expiration.getTime()).toBeLessThanOrEqual(Date.now());
});

test('are empty where the environment has none: AWS rejects them, and says so', async () => {
  process.env = {};

  expect(await lambdaCredentials()).toMatchObject({ accessKeyId: '', secretAccessKey: '', sessionToken: undefined });
});
