import { mkdtempSync, rmSync } from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import * as path from 'path';
import { build, Plugin } from 'esbuild';
import { USED_SCHEMAS } from '../scripts/aws-sdk';

// The SDK as it is bundled, against the SDK as it is: what a service rejects must look the same, to us and to the SDK's
// retries.

const CALLS = `
  import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
  import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
  import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
  import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
  import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
  import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
  import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
  import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';

  export const calls = {
    DescribeStacks: (settings) => new CloudFormationClient(settings).send(new DescribeStacksCommand({})),
    FilterLogEvents: (settings) => new CloudWatchLogsClient(settings).send(new FilterLogEventsCommand({ logGroupName: 'a' })),
    PutItem: (settings) => new DynamoDBClient(settings).send(new PutItemCommand({ TableName: 'a', Item: { id: { S: 'a' } } })),
    PutEvents: (settings) => new EventBridgeClient(settings).send(new PutEventsCommand({ Entries: [{ Source: 'a', DetailType: 'a', Detail: '{}' }] })),
    Invoke: (settings) => new LambdaClient(settings).send(new InvokeCommand({ FunctionName: 'a' })),
    GetSecretValue: (settings) => new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 'a' })),
    StartExecution: (settings) => new SFNClient(settings).send(new StartExecutionCommand({ stateMachineArn: 'a' })),
    Publish: (settings) => new SNSClient(settings).send(new PublishCommand({ TopicArn: 'a', Message: 'a' })),
    SendMessage: (settings) => new SQSClient(settings).send(new SendMessageCommand({ QueueUrl: settings.endpoint + '/1/a', MessageBody: 'a' })),
    GetParameter: (settings) => new SSMClient(settings).send(new GetParameterCommand({ Name: 'a' })),
    // As the SDK's credential providers import them.
    CreateOAuth2Token: async (settings) => {
      const { SigninClient, CreateOAuth2TokenCommand } = await import('@aws-sdk/nested-clients/signin');
      return new SigninClient(settings).send(new CreateOAuth2TokenCommand({ tokenInput: { clientId: 'a', grantType: 'refresh_token' } }));
    },
    CreateToken: async (settings) => {
      const { SSOOIDCClient, CreateTokenCommand } = await import('@aws-sdk/nested-clients/sso-oidc');
      return new SSOOIDCClient(settings).send(new CreateTokenCommand({ clientId: 'a', clientSecret: 'a', grantType: 'a' }));
    },
    GetRoleCredentials: async (settings) => {
      const { SSOClient, GetRoleCredentialsCommand } = await import('@aws-sdk/nested-clients/sso');
      return new SSOClient(settings).send(new GetRoleCredentialsCommand({ accessToken: 'a', accountId: 'a', roleName: 'a' }));
    },
    AssumeRoleWithWebIdentity: async (settings) => {
      const { getDefaultRoleAssumerWithWebIdentity } = await import('@aws-sdk/nested-clients/sts');
      return getDefaultRoleAssumerWithWebIdentity(settings)({ RoleArn: 'a', RoleSessionName: 'a', WebIdentityToken: 'a' });
    },
  };
`;

type Settings = Record<string, unknown>;
type Calls = Record<string, (settings: Settings) => Promise<unknown>>;

interface Rejection {
  readonly status: number;
  readonly code: string;
  /** More of the body. */
  readonly fields?: Record<string, unknown>;
  /** What services that once spoke XML say as well. */
  readonly queryError?: string;
}

const MESSAGE = 'What AWS says & why';

const folder = mkdtempSync(path.join(tmpdir(), 'aws-sdk-'));
let asBundled: Calls;
let asItIs: Calls;
let server: Server;
let rejection: Rejection;

beforeAll(async () => {
  [asBundled, asItIs] = await Promise.all([bundle('bundled', [USED_SCHEMAS]), bundle('whole', [])]);
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, code, fields, queryError } = rejection;
      const isXml = request.headers['content-type'] === 'application/x-www-form-urlencoded';
      const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>What AWS says &amp; why</Message></Error></ErrorResponse>`;
      response.writeHead(status, { 'x-amzn-errortype': code, ...(queryError !== undefined && { 'x-amzn-query-error': queryError }) });
      response.end(isXml ? xml : JSON.stringify({ __type: `com.amazonaws#${code}`, message: MESSAGE, ...fields }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

test.each<{ operation: string; rejected: Rejection; tries: number }>([
  { operation: 'DescribeStacks', rejected: { status: 400, code: 'ValidationError' }, tries: 1 },
  { operation: 'DescribeStacks', rejected: { status: 400, code: 'Throttling' }, tries: 2 },
  { operation: 'FilterLogEvents', rejected: { status: 400, code: 'ResourceNotFoundException' }, tries: 1 },
  {
    operation: 'PutItem',
    rejected: { status: 400, code: 'ConditionalCheckFailedException', fields: { Item: { id: { S: 'b' }, number: { N: '7' }, yes: { BOOL: true } } } },
    tries: 1,
  },
  { operation: 'PutItem', rejected: { status: 400, code: 'ProvisionedThroughputExceededException' }, tries: 2 },
  { operation: 'PutItem', rejected: { status: 400, code: 'ReplicatedWriteConflictException' }, tries: 2 },
  { operation: 'PutItem', rejected: { status: 400, code: 'ResourceNotFoundException' }, tries: 1 },
  { operation: 'PutEvents', rejected: { status: 500, code: 'InternalException' }, tries: 2 },
  {
    operation: 'Invoke',
    rejected: { status: 429, code: 'TooManyRequestsException', fields: { Reason: 'ConcurrentInvocationLimitExceeded' } },
    tries: 2,
  },
  {
    operation: 'Invoke',
    rejected: { status: 404, code: 'ResourceNotFoundException', fields: { Type: 'User' } },
    tries: 1,
  },
  { operation: 'GetSecretValue', rejected: { status: 400, code: 'ResourceNotFoundException' }, tries: 1 },
  { operation: 'GetSecretValue', rejected: { status: 400, code: 'DecryptionFailure' }, tries: 1 },
  { operation: 'StartExecution', rejected: { status: 400, code: 'ExecutionAlreadyExists' }, tries: 1 },
  {
    operation: 'SendMessage',
    rejected: { status: 403, code: 'RequestThrottled', queryError: 'RequestThrottled;Sender' },
    tries: 2,
  },
  { operation: 'GetParameter', rejected: { status: 400, code: 'ParameterNotFound' }, tries: 1 },
  {
    operation: 'CreateOAuth2Token',
    rejected: { status: 400, code: 'AccessDeniedException', fields: { error: 'TOKEN_EXPIRED' } },
    tries: 1,
  }, // the provider reads the field
  {
    operation: 'CreateToken',
    rejected: { status: 400, code: 'ExpiredTokenException', fields: { error: 'expired_token', error_description: 'Old' } },
    tries: 1,
  },
  { operation: 'GetRoleCredentials', rejected: { status: 401, code: 'UnauthorizedException' }, tries: 1 },
  { operation: 'AssumeRoleWithWebIdentity', rejected: { status: 400, code: 'ExpiredTokenException' }, tries: 1 },
  { operation: 'AssumeRoleWithWebIdentity', rejected: { status: 400, code: 'IDPCommunicationError' }, tries: 2 },
])('$operation rejected with $rejected is the same error, after as many tries', async ({ operation, rejected, tries }) => {
  const whole = await errorOf(asItIs[operation], rejected);

  expect(await errorOf(asBundled[operation], rejected)).toEqual(whole);

  expect(whole).toMatchObject({ message: MESSAGE, attempts: tries });
  expect(whole.name).toMatch(rejected.code); // of some the class adds "Exception"
});

test.each<{ operation: string; code: string; rejected: Rejection; tries: number }>([
  { operation: 'Publish', code: 'NotFound', rejected: { status: 404, code: 'NotFound' }, tries: 1 },
  { operation: 'Publish', code: 'InternalError', rejected: { status: 500, code: 'InternalError' }, tries: 2 },
  { operation: 'Publish', code: 'Throttled', rejected: { status: 429, code: 'Throttled' }, tries: 2 },
  {
    operation: 'SendMessage',
    code: 'AWS.SimpleQueueService.NonExistentQueue',
    rejected: { status: 400, code: 'QueueDoesNotExist', queryError: 'AWS.SimpleQueueService.NonExistentQueue;Sender' },
    tries: 1,
  },
])("$operation has an error of the code $code, which the SDK's class names otherwise", async ({ operation, code, rejected, tries }) => {
  const whole = await errorOf(asItIs[operation], rejected);

  expect(await errorOf(asBundled[operation], rejected)).toEqual({ ...whole, name: code });

  expect(whole).toMatchObject({ message: MESSAGE, attempts: tries });
  expect(whole.name).not.toBe(code);
});

async function bundle(name: string, plugins: Plugin[]): Promise<Calls> {
  const outfile = path.join(folder, `${name}.cjs`);
  await build({
    stdin: { contents: CALLS, resolveDir: __dirname },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    supported: { 'dynamic-import': false },
    external: ['bowser'],
    outfile,
    plugins,
    logLevel: 'warning',
  });
  return jest.requireActual<{ calls: Calls }>(outfile).calls;
}

/** What of an error we, or the SDK's credential providers, look at. */
async function errorOf(call: Calls[string], rejected: Rejection) {
  rejection = rejected;
  const failed: any = await call({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 2,
  }).then(() => undefined, (error: unknown) => error);
  const { name, message, Item, error, $fault, $metadata: { httpStatusCode, attempts } } = failed;
  return { name, message, Item, error, $fault, httpStatusCode, attempts };
}
