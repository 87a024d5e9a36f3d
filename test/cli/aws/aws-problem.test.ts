import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { onAws } from '../../../src/cli/aws/aws-problem';
import { awsSession } from '../../../src/cli/aws/aws-session';
import { temporaryFolder, removeFolders } from '../../local/support';
import { AwsServer } from '../../support/aws-server';
import { testContext } from '../support';

// What the SDK itself throws, not errors made up here.

let server: AwsServer;
const before = { ...process.env };
beforeAll(async () => (server = await AwsServer.start()));
beforeEach(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: server.url,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
  const folder = temporaryFolder();
  Object.assign(process.env, {
    AWS_CONFIG_FILE: `${folder}/config`,
    AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
  });
  server.reset();
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(async () => {
  await server.close();
  removeFolders();
});

async function problem(
  env: Record<string, string | undefined> = {},
  region: string | undefined = 'eu-west-1',
): Promise<string> {
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  const { cloudFormation } = awsSession({ region }, testContext({ env: {} }));
  return onAws('read the stack Echo', () => cloudFormation.send(new DescribeStacksCommand({ StackName: 'Echo' }))).then(
    () => 'none',
    ({ message }: Error) => message,
  );
}

test.each<{ readonly code: string; readonly message: string; readonly words: RegExp }>([
  {
    code: 'ExpiredToken',
    message: 'The security token included in the request is expired',
    words: /session has expired\. Log in again/,
  },
  {
    code: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
    words: /does not accept these credentials \(InvalidClientTokenId\)/,
  },
  {
    code: 'AccessDenied',
    message: 'User: x is not authorized to perform: cloudformation:DescribeStacks',
    words: /access is denied\..* AWS says: User: x is not authorized/,
  },
  { code: 'ValidationError', message: 'Template error', words: /Template error \(ValidationError\)/ },
])('the error $code of AWS is explained', async ({ code, message, words }) => {
  server.failures.set('DescribeStacks', { code, message });

  expect(await problem()).toMatch(words);
});

test('missing credentials are explained', async () => {
  expect(await problem({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined })).toMatch(
    /there are no AWS credentials .*Set AWS_PROFILE or add --profile/,
  );
});

test('a missing region is explained', async () => {
  expect(await problem({ AWS_REGION: undefined }, '')).toMatch(
    /no AWS region is set\. Set AWS_REGION, or add --region/,
  );
});

test('a failed connection is explained', async () => {
  expect(await problem({ AWS_ENDPOINT_URL: 'http://127.0.0.1:40001' })).toMatch(
    /AWS could not be reached \(ECONNREFUSED\)/,
  );
}, 20_000);
