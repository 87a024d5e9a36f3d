import { awsSession } from '../../../src/cli/aws/aws-session';
import { putVersion, readTokenSecret, readVersion } from '../../../src/cli/aws/token-secret';
import { AwsServer } from '../../support/aws-server';
import { AUTH_TOKEN, SECRET_ARN } from '../../support/messages';

// The real SDK against a server on loopback, which like AWS knows a secret in its own region only.
let server: AwsServer;
const environment = process.env;

beforeAll(async () => {
  server = await AwsServer.start();
});
afterAll(() => server.close());

beforeEach(() => {
  server.reset();
  process.env = {
    PATH: environment.PATH,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: server.url,
  };
});
afterEach(() => {
  process.env = environment;
});

test.each([
  { region: 'eu-west-1' },
  { region: 'us-east-1' },
])('a secret of eu-west-1 is read and written there for a stack in $region', async ({ region }) => {
  const gateway = { aws: awsSession({ region }, { env: {} }), secretArn: SECRET_ARN };
  await putVersion(gateway, AUTH_TOKEN);

  await expect(readVersion(gateway, 'AWSCURRENT')).resolves.toBe(AUTH_TOKEN);
  await expect(readTokenSecret(gateway)).resolves.toEqual({ text: AUTH_TOKEN, token: { authToken: AUTH_TOKEN } });
});
