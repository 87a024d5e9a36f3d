import { lambdaCredentials } from '../../../src/runtime/sdk/lambda-credentials';

const environment = process.env;
afterEach(() => {
  process.env = environment;
});

test('the credentials come from the environment and expire at once', async () => {
  process.env = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'session' };

  const { expiration, ...credentials } = await lambdaCredentials();

  expect(credentials).toEqual({ accessKeyId: 'id', secretAccessKey: 'key', sessionToken: 'session' });
  expect(expiration.getTime()).toBeLessThanOrEqual(Date.now());
});

test('the credentials are empty if the environment has none, and AWS rejects them', async () => {
  process.env = {};

  expect(await lambdaCredentials()).toMatchObject({ accessKeyId: '', secretAccessKey: '', sessionToken: undefined });
});
