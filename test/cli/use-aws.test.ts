import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { gatewayStack } from './gateway-support';
import { eventually } from './support';
import { bundleGateway } from '../../scripts/bundle';
import { AwsRequest, AwsServer as Emulators, startAwsServer } from '../../src/local/emulators/aws-server';
import { bundledTools, removeFolders, temporaryFolder, write, writeAssembly } from '../local/support';
import { AwsServer } from '../support/aws-server';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  messageForm,
  OTHER_ACCOUNT_SID,
  OTHER_AUTH_TOKEN,
  SECRET_ARN,
} from '../support/messages';
import { SecretsManagerServer } from '../support/secrets-manager-server';
import { encodeForm, type Form, sign } from '../support/signer';

// "Real AWS" is on loopback here: CloudFormation and Lambda at one address, Secrets Manager, which checks signatures,
// at another, and DynamoDB, which takes one access key, at a third. The tool is the bundle that ships.

const SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const SESSION_TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN';
const TABLE = 'Stack-Table-1ABC';

/** Reads a table, as the author of a reply handler would: with the SDK's own chain of credentials. */
const REPLY = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  const table = new DynamoDBClient({});
  export default async ({ body }) => {
    if (body === 'print the environment') console.log(JSON.stringify(process.env, null, 1));
    const { Item } = await table.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: body } } }));
    return process.env.GREETING + Item.answer.S;
  };`;

interface Dev {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exit: Promise<[code: number | null, signal: string | null]>;
}

interface Ready {
  readonly url: string;
  readonly pageUrl: string;
  readonly webhookUrl: string;
  readonly gateway: string;
  readonly gateways: readonly string[];
  readonly tunnel?: { readonly url: string };
}

const running: ChildProcess[] = [];
let main: string;
let reply: string;
let directory: string;
let aws: AwsServer;
let secrets: SecretsManagerServer;
let dynamoDb: Emulators;
let reads: AwsRequest[];

beforeAll(async () => {
  const root = temporaryFolder();
  write(root, 'package.json', '{"version":"1.2.3"}');
  fs.cpSync(path.dirname(await bundledTools()), path.join(root, 'assets'), { recursive: true });
  main = path.join(root, 'assets/cli/main.cjs');
  const { outputFiles } = await build({
    stdin: { contents: REPLY, resolveDir: __dirname },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  reply = outputFiles[0].text;
  aws = await AwsServer.start();
  secrets = await SecretsManagerServer.start(SECRET_ARN, SECRET_ACCESS_KEY);
  dynamoDb = await startAwsServer({
    dynamodb: (request) => {
      reads.push(request);
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: '{"Item":{"answer":{"S":"from the real table"}}}',
      };
    },
  });
}, 60_000);

beforeEach(async () => {
  reads = [];
  aws.reset();
  secrets.reset();
  secrets.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }));
  aws.stacks.push({
    ...gatewayStack('Stack', 'https://abc.execute-api.eu-west-1.amazonaws.com/sms'),
    physicalIds: { Gateway: 'Stack-Gateway-9XYZ' },
  });
  aws.functions.set('Stack-Gateway-9XYZ', {
    Variables: { TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN, TABLE, GREETING: 'as deployed: ' },
  });
  directory = writeAssembly(temporaryFolder(), {
    code: '',
    variables: { TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs', TABLE: { Ref: 'Table' }, GREETING: 'as it is here: ' },
  });
  await bundleGateway(path.join(directory, 'asset.Gateway'));
  write(directory, 'asset.Gateway/reply.mjs', reply);
});

afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(async () => {
  await Promise.all([aws.close(), secrets.close(), dynamoDb.close()]);
  removeFolders();
});

const keys = () => ({
  AWS_ACCESS_KEY_ID: dynamoDb.accessKeyId,
  AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
  AWS_SESSION_TOKEN: SESSION_TOKEN,
});

function run(args: readonly string[] = [], env: Record<string, string> = keys()): Dev {
  return runIn(temporaryFolder(), [directory, ...args], env);
}

function runIn(cwd: string, args: readonly string[], env: Record<string, string | undefined>): Dev {
  const child = spawn(main, ['dev', '--use-aws', '--port', '0', ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_REGION: 'eu-west-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
      ...env,
    },
  });
  running.push(child);
  const [out, err]: string[][] = [[], []];
  child.stdout.on('data', (chunk) => out.push(String(chunk)));
  child.stderr.on('data', (chunk) => err.push(String(chunk)));
  return { child, out: () => out.join(''), err: () => err.join(''), exit: once(child, 'close') as Dev['exit'] };
}

async function ready({ out, err }: Dev): Promise<Ready> {
  return JSON.parse(
    await eventually(() => /\{"type":"ready".*/.exec(out())?.[0]).catch(() => {
      throw new Error(out() + err());
    }),
  );
}

async function text(
  server: string,
  url: string,
  form: Form,
  token = AUTH_TOKEN,
): Promise<[status: number, text: string]> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': sign(token, url, form) };
  const response = await fetch(server, { method: 'POST', headers, body: encodeForm(form) });
  return [response.status, await response.text()];
}

test('the handler reads the real table, by its real name and with the credentials of the developer', async () => {
  const { webhookUrl } = await ready(run(['--json']));
  const [status, twiml] = await text(webhookUrl, webhookUrl, messageForm({ Body: 'x' }));

  expect([status, twiml]).toEqual([
    200,
    expect.stringContaining('<Message>as it is here: from the real table</Message>'),
  ]);
  expect(reads.map(({ body }) => JSON.parse(body))).toEqual([{ TableName: TABLE, Key: { id: { S: 'x' } } }]);
  expect(reads[0].headers).toMatchObject({
    'x-amz-security-token': SESSION_TOKEN,
    'authorization': expect.stringMatching(new RegExp(`Credential=${dynamoDb.accessKeyId}/\\d+/eu-west-1/dynamodb/`)),
  });
  expect(aws.calls).toEqual(['DescribeStacks', 'GetTemplate', 'DescribeStackResource', 'GetFunctionConfiguration']);
});

test('the chosen gateway is the one that runs and that is looked up, though others have its logical id', async () => {
  const another = JSON.parse(fs.readFileSync(path.join(directory, 'Stack.template.json'), 'utf8'));
  another.Resources.Gateway.Metadata['aws:cdk:path'] = 'First/GatewayConstruct/Function/Resource';
  write(directory, 'First.template.json', JSON.stringify(another));
  const { artifacts } = JSON.parse(fs.readFileSync(path.join(directory, 'manifest.json'), 'utf8'));
  const first = { ...artifacts.Stack, properties: { templateFile: 'First.template.json' } };
  write(directory, 'manifest.json', JSON.stringify({ artifacts: { First: first, ...artifacts } }));
  const [deployed] = aws.stacks.splice(0);
  const outer = gatewayStack('Stack', 'https://abc.execute-api.eu-west-1.amazonaws.com/other');
  Object.assign(outer.template.Resources, { Inner: { Type: 'AWS::CloudFormation::Stack' } });
  Object.assign(outer.template.Resources.Gateway.Metadata, {
    'aws:cdk:path': 'Stack/OtherConstruct/Function/Resource',
  });
  aws.stacks.push({ ...outer, physicalIds: { Inner: 'Stack-Inner' } }, { ...deployed, name: 'Stack-Inner' });

  const { webhookUrl, gateway } = await ready(run(['--json', '--gateway', 'Stack/GatewayConstruct']));

  expect(gateway).toBe('Stack/GatewayConstruct');
  expect((await text(webhookUrl, webhookUrl, messageForm()))[0]).toBe(200);
  expect(reads.map(({ body }) => JSON.parse(body).TableName)).toEqual([TABLE]);
});

test('the gateway verifies with the token of the real secret, for its account', async () => {
  const { webhookUrl } = await ready(run(['--json']));
  const statuses = [
    await text(webhookUrl, webhookUrl, messageForm()),
    await text(webhookUrl, webhookUrl, messageForm(), OTHER_AUTH_TOKEN),
    await text(webhookUrl, webhookUrl, messageForm({ AccountSid: OTHER_ACCOUNT_SID })),
  ].map(([status]) => status);

  expect(statuses).toEqual([200, 403, 403]);
  expect(secrets.violations).toEqual([]); // each read was signed with the secret access key
  expect(secrets.requests.length).toBeGreaterThanOrEqual(2); // by the tool, and by the function
  expect(new Set(secrets.requests.map(({ accessKeyId, sessionToken }) => `${accessKeyId} ${sessionToken}`))).toEqual(
    new Set([`${dynamoDb.accessKeyId} ${SESSION_TOKEN}`]),
  );
});

test('the page sends as the account of the secret, and rejects what it cannot simulate', async () => {
  const dev = run(['--json']);
  const { url, pageUrl, gateways } = await ready(dev);
  const headers = { 'x-page-key': new URL(pageUrl).hash.slice('#key='.length) };
  const ask = async (action: string, input: object) =>
    fetch(url + action, { method: 'POST', headers, body: JSON.stringify(input) });
  const rejected = await Promise.all(
    [
      ask('/api/rotate', {}),
      ask('/api/switches', { secretStoreFails: true }),
      ask('/api/gateway', { gateway: 'Other' }),
    ].map(async (answer) => (await answer).json().then((error) => (error as Error).message)),
  );
  await ask('/api/messages', {
    from: '+12025550123',
    channel: 'sms',
    body: 'from the page',
    media: [],
    isForged: false,
  });
  const message = JSON.parse(await eventually(() => /\{"type":"message".*/.exec(dev.out())?.[0]));

  expect(message).toMatchObject({ status: 200, outcome: 'replied' });
  expect(rejected).toEqual([
    ...Array(2).fill(expect.stringMatching(/^With --use-aws the secret is the real one.*Start dev without it/)),
    expect.stringMatching(/--gateway Other/),
  ]);
  expect(gateways).toEqual(['Stack/GatewayConstruct']);
  expect((await ask('/api/switches', { delayMs: 0 })).status).toBe(204);
});

test('dev warns of real AWS first, and shows no credentials, whatever the handler prints', async () => {
  const dev = run();
  const webhookUrl = await eventually(() => /POST (http:\S+)/.exec(dev.out())?.[1]);
  await text(webhookUrl, webhookUrl, messageForm({ Body: 'print the environment' }));
  await eventually(() => dev.out().includes('AWS_SESSION_TOKEN'));

  expect(dev.out().split('\n')[0]).toBe('! Real AWS         Your code reads, writes, sends and invokes in stack Stack, eu-west-1, '
    + 'account 123456789012, with your credentials, for messages of the page too.');
  expect(dev.out()).toMatch(/Auth token +yours, from the gateway's secret/);
  for (const secret of [SECRET_ACCESS_KEY, SESSION_TOKEN, AUTH_TOKEN]) {
    expect(dev.out() + dev.err()).not.toContain(secret);
  }
});

test('the credentials of a profile are taken, too', async () => {
  const home = temporaryFolder();
  write(
    home,
    'credentials',
    `[mine]\naws_access_key_id=${dynamoDb.accessKeyId}\naws_secret_access_key=${SECRET_ACCESS_KEY}\n`,
  );
  const dev = run(['--json'], {
    AWS_PROFILE: 'mine',
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'credentials'),
    AWS_CONFIG_FILE: path.join(home, 'none'),
  });
  const { webhookUrl } = await ready(dev);

  expect((await text(webhookUrl, webhookUrl, messageForm()))[0]).toBe(200);
  expect(reads[0].headers.authorization).toContain(`Credential=${dynamoDb.accessKeyId}/`);
  expect(secrets.violations).toEqual([]);
});

test('an app gets the region of the profile, and the stack is looked up there', async () => {
  const home = temporaryFolder();
  write(home, 'config', `[profile mine]\nregion=eu-central-1\naws_access_key_id=${dynamoDb.accessKeyId}\naws_secret_access_key=${SECRET_ACCESS_KEY}\n`);
  // The CDK writes the region into the manifest.
  write(home, 'app.js', `
    const fs = require('node:fs');
    fs.cpSync(${JSON.stringify(directory)}, process.env.CDK_OUTDIR, { recursive: true });
    const manifest = JSON.parse(fs.readFileSync(process.env.CDK_OUTDIR + '/manifest.json', 'utf8'));
    for (const artifact of Object.values(manifest.artifacts)) artifact.environment = 'aws://' + process.env.CDK_DEFAULT_ACCOUNT + '/' + process.env.CDK_DEFAULT_REGION;
    fs.writeFileSync(process.env.CDK_OUTDIR + '/manifest.json', JSON.stringify(manifest));`);
  aws.stacks.splice(0);
  const env = {
    ...keys(),
    AWS_REGION: undefined,
    AWS_CONFIG_FILE: path.join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'none'),
  };
  const regionOf = async (args: readonly string[], others: Record<string, string> = {}) => {
    const dev = runIn(home, ['--app', `${process.execPath} app.js`, ...args], { ...env, ...others });
    await dev.exit;
    return /^There is no stack "Stack" in (\S+),/m.exec(dev.err())?.[1] ?? dev.err();
  };

  expect(await regionOf(['--profile', 'mine'])).toBe('eu-central-1');
  expect(await regionOf([], { AWS_PROFILE: 'mine' })).toBe('eu-central-1');
  expect(await regionOf(['--profile', 'mine', '--region', 'eu-west-3'])).toBe('eu-west-3');
  expect(await regionOf([], { CDK_DEFAULT_REGION: 'eu-west-2' })).toBe('eu-west-2');
  expect(await regionOf([])).toBe('us-east-1'); // that of the CDK CLI where none is set
}, 30_000);

test('a session is renewed, and one that cannot be renewed is reported', async () => {
  const home = temporaryFolder();
  const counter = path.join(home, 'count');
  // The SDK asks for another one in the last five minutes of a session, and has to when it is over.
  write(home, 'session.cjs', `
    const fs = require('node:fs');
    const count = fs.existsSync('${counter}') ? Number(fs.readFileSync('${counter}')) + 1 : 1;
    fs.writeFileSync('${counter}', String(count));
    if (fs.existsSync('${home}/expired')) process.exit(1);
    console.log(JSON.stringify({ Version: 1, AccessKeyId: '${dynamoDb.accessKeyId}', SecretAccessKey: '${SECRET_ACCESS_KEY}', SessionToken: 'session-' + count,
      Expiration: new Date(Date.now() + 1000).toISOString() }));`);
  write(home, 'config', `[profile mine]\ncredential_process=${process.execPath} ${home}/session.cjs\n`);
  const dev = run(['--json'], {
    AWS_PROFILE: 'mine',
    AWS_CONFIG_FILE: path.join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'none'),
  });
  const { webhookUrl } = await ready(dev);
  const send = async () => (await text(webhookUrl, webhookUrl, messageForm()))[0];

  expect([await send(), await send()]).toEqual([200, 200]);
  const [first, second] = reads.map(({ headers }) =>
    Number(/session-(\d+)/.exec(String(headers['x-amz-security-token']))![1]),
  );
  expect(second).toBeGreaterThan(first);

  write(home, 'expired', '');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  expect(await send()).toBe(500);
  expect(await eventually(() => /\{"type":"message".*"failure":.*/.exec(dev.out())?.[0])).toContain(
    'Could not get AWS credentials: ',
  );
  fs.rmSync(path.join(home, 'expired'));
  expect(await send()).toBe(200);
});

test('with a tunnel the token of the secret is the one that Twilio signs with', async () => {
  const { tunnel } = await ready(run(['--json', '--public-url', 'https://abc.example.com']));
  const send = async (token: string) =>
    (await text(`${tunnel!.url}/sms`, 'https://abc.example.com/sms', messageForm(), token))[0];

  expect([await send(AUTH_TOKEN), await send(OTHER_AUTH_TOKEN)]).toEqual([200, 403]);
});

test.each<{
  readonly what: string;
  readonly message: RegExp;
  readonly prepare: () => Record<string, string> | void;
}>([
      {
        what: 'a stack that is not deployed',
        message:
      /^There is no stack "Stack" in eu-west-1, .* Deploy it, or choose another place with --region or --profile\.$/,
        prepare: () => void aws.stacks.splice(0),
      },
      {
        what: 'a stack without this gateway',
        message: /^The stack Stack has no gateway "Stack\/GatewayConstruct"/,
        prepare: () => void aws.stacks.splice(0, 1, gatewayStack('Stack', 'https://x', ['Other'])),
      },
      {
        what: 'a variable that is not deployed',
        message: /^The variable TABLE of the function Gateway \(stack Stack\) gets its value when it is deployed, .* Deploy the stack, then run this again\.$/,
        prepare: () => void aws.functions.set('Stack-Gateway-9XYZ', { Variables: { TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN } }),
      },
      {
        what: 'an environment that may not be read',
        message: /^The environment of the function of Stack\/GatewayConstruct cannot be read: no key for you\. Use credentials with kms:Decrypt/,
        prepare: () => void aws.functions.set('Stack-Gateway-9XYZ', { Error: { ErrorCode: 'AccessDeniedException', Message: 'no key for you' } }),
      },
      {
        what: 'a function that may not be read',
        message: /^Could not read the function of Stack\/GatewayConstruct: access is denied\./,
        prepare: () =>
          void aws.failures.set('GetFunctionConfiguration', { code: 'AccessDeniedException', message: 'not you' }),
      },
      {
        what: 'a secret without a token',
        message: /^The gateway's secret holds .* instead of an auth token\. Run "connect Stack" first\.$/,
        prepare: () => secrets.put('{"accountSid":"","authToken":"0123456789abcdeX"}'),
      },
      {
        what: 'another token in the environment',
        message: new RegExp(
          "^TWILIO_AUTH_TOKEN is not the token in the gateway's secret\\. --use-aws verifies with the token of the secret"
            + '\\. Unset the variable, or store the variable\'s token with "connect Stack"\\.$',
        ),
        prepare: () => ({ ...keys(), TWILIO_AUTH_TOKEN: OTHER_AUTH_TOKEN }),
      },
      {
        what: 'no credentials',
        message: /^Could not read the stack Stack: there are no AWS credentials /,
        prepare: () => ({}),
      },
    ])('one line says what to do about $what', async ({ message, prepare }) => {
      const dev = run([], prepare() ?? keys());

      expect((await dev.exit)[0]).toBe(1);
      expect(dev.err().trim()).toMatch(message);
      expect(dev.err().trim()).not.toContain('\n');
      for (const secret of [SECRET_ACCESS_KEY, SESSION_TOKEN, AUTH_TOKEN, OTHER_AUTH_TOKEN]) {
        expect(dev.out() + dev.err()).not.toContain(secret);
      }
    });
