import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { createServer, request } from 'http';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MessageSource, ReplyHandler, ReplyMode, TwilioSmsGateway } from '../src';
import { LambdaProcess } from './support/lambda-process';
import {
  ACCOUNT_SID, API_KEY, API_KEY_SECRET, API_KEY_SECRET_ARN, API_KEY_SID, AUTH_TOKEN, NUMBER, OTHER_ACCOUNT_SID,
  SECRET_ARN, SENDER, SHARED_KEY, SIGNING_KEY_SECRET_ARN,
} from './support/messages';
import { number, PhoneNumberWorld } from './support/phone-number-world';
import { SecretsManagerServer } from './support/secrets-manager-server';
import { TwilioApiServer } from './support/twilio-api-server';
import { TwilioMediaServer } from './support/twilio-media-server';
import { inboundMessage, queueRecord } from './support/worker';
import { lambdaFiles } from '../src/constructs/code/lambda-files';
import { readCloudAssembly } from '../src/local/assembly/cloud-assembly';
import { findFunction, FunctionDefinition } from '../src/local/assembly/function-definition';
import { resolve } from '../src/local/assembly/intrinsics';
import { signedRequest } from '../src/testing';
import { requestEvent } from '../src/testing/request-event';
import { inboundMessage as sampleMessage } from '../src/testing/sample-message';
import { twimlMessages } from '../src/testing/twiml-messages';

// What an app with a SharedKey and an API key deploys: its assets in processes of their own, against strict emulators
// of AWS and Twilio. Twilio would take the auth token too, but nothing has it.
jest.setTimeout(120_000);

const MEDIA_SID = `ME${'1'.repeat(32)}`;
const PICTURE = Buffer.from('a picture');
const REPLY = `
  export default async ({ body, media }, context) => {
    if (body.startsWith('fail')) throw new Error('quoted: ' + body);
    const files = await Promise.all(media.map((each) => context.fetchMedia(each)));
    return ['Re: ' + body, ...files.map(({ bytes }) => bytes.length + ' bytes')].join(', ');
  };
`;
const OTHER_KEY = { ...API_KEY, apiKeySid: `SK${'f'.repeat(32)}`, apiKeySecret: 'AnotherApiKeySecret0123456789abc' };
const userOf = (credentials = '') => credentials.split(':')[0];

const folder = mkdtempSync(path.join(tmpdir(), 'tokenless-'));
const directory = path.join(folder, 'cdk.out');
let template: any;
let secrets: SecretsManagerServer;
let twilio: TwilioApiServer;
let media: TwilioMediaServer;
let lambda: LambdaProcess | undefined;

beforeAll(async () => {
  writeFileSync(path.join(folder, 'reply.mjs'), REPLY);
  process.env.TWILIO_AUTH_TOKEN = AUTH_TOKEN; // whoever synthesizes may have one
  const stack = new Stack(new App({ outdir: directory }), 'Stack');
  const secret = (id: string, arn: string) => secretsmanager.Secret.fromSecretCompleteArn(stack, id, arn);
  new TwilioSmsGateway(stack, 'Sms', {
    signingKeySecret: secret('Signing', SIGNING_KEY_SECRET_ARN),
    apiKeySecret: secret('Api', API_KEY_SECRET_ARN),
    replyHandler: ReplyHandler.fromModule(path.join(folder, 'reply.mjs')),
    replyMode: ReplyMode.asynchronous(),
    phoneNumbers: [MessageSource.phoneNumber(NUMBER)],
  });
  (stack.node.root as App).synth();
  delete process.env.TWILIO_AUTH_TOKEN;
  template = readCloudAssembly(directory).templates[0].template;
  // It knows the API key's secret only: any other read is a violation.
  secrets = await SecretsManagerServer.start(API_KEY_SECRET_ARN, 'secret-access-key');
  twilio = await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN);
  media = await TwilioMediaServer.start(ACCOUNT_SID, AUTH_TOKEN);
});
beforeEach(() => {
  secrets.reset();
  secrets.put(JSON.stringify(API_KEY), { createdAt: Date.now() });
  twilio.reset();
  twilio.apiKey = API_KEY;
  media.reset();
  media.credentials.splice(1, 1, `${API_KEY_SID}:${API_KEY_SECRET}`);
  media.media.set(MEDIA_SID, { contentType: 'image/png', bytes: PICTURE });
});
afterEach(async () => {
  expect(secrets.violations).toEqual([]);
  expect([...twilio.users, ...media.requests.map(({ credentials }) => userOf(credentials))]).not.toContain(ACCOUNT_SID);
  const printed = lambda?.printed ?? '';
  for (const value of [AUTH_TOKEN, API_KEY_SECRET, OTHER_KEY.apiKeySecret]) expect(printed).not.toContain(value);
  await lambda?.stop();
  lambda = undefined;
});
afterAll(async () => {
  await Promise.all([secrets.close(), twilio.close(), media.close()]);
  rmSync(folder, { recursive: true, force: true });
});

function functionAt(id: string): FunctionDefinition {
  const [logicalId] = Object.entries<any>(template.Resources)
    .find(([name, { Type }]) => Type === 'AWS::Lambda::Function' && name.startsWith(id))!;
  return findFunction(
    readCloudAssembly(directory), String(resolve({ 'Fn::GetAtt': [logicalId, 'Arn'] }, template)),
  );
}

const aws = () => ({
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIATEST',
  AWS_SECRET_ACCESS_KEY: 'secret-access-key',
  AWS_SESSION_TOKEN: 'session',
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1', // nobody
  TWILIO_GATEWAY_API_URL: twilio.url,
  NODE_OPTIONS: media.nodeOptions,
});

async function startWorker(): Promise<LambdaProcess> {
  const { taskRoot, environment } = functionAt('SmsWorkerFunction');
  lambda = await LambdaProcess.start(taskRoot, { ...environment, ...aws() }, 'worker.mjs');
  return lambda;
}

const mediaMessage = (body = 'Look') => {
  const url = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'2'.repeat(32)}/Media/${MEDIA_SID}`;
  return inboundMessage({ Body: body, NumMedia: '1', MediaUrl0: url, MediaContentType0: 'image/png' });
};
const work = async (message = mediaMessage()) => lambda!.invoke({ Records: [queueRecord(message)] });
const DONE = { response: { batchItemFailures: [] } };
const RETRY = { response: { batchItemFailures: [{ itemIdentifier: 'message-1' }] } };

test('neither template nor environment of any function knows an auth token', () => {
  const text = JSON.stringify(template);

  expect(text).not.toContain(AUTH_TOKEN);
  expect(text).not.toMatch(/authToken|TWILIO_GATEWAY_SECRET_ARN/i);
  expect(Object.values<any>(template.Resources).map(({ Type }) => Type)).not.toContain('AWS::SecretsManager::Secret');
});

test('the worker fetches media and sends the reply with the API key, which it reads once', async () => {
  await startWorker();
  expect(secrets.requests.map(({ stage }) => stage)).toEqual(['AWSCURRENT']);

  expect(await work()).toEqual(DONE);

  expect(twilio.bodiesTo(SENDER)).toEqual(['Re: Look, 9 bytes']);
  expect(twilio.users).toEqual([API_KEY_SID]);
  expect(media.requests.map(({ credentials }) => credentials)).toEqual([`${API_KEY_SID}:${API_KEY_SECRET}`, undefined]);
  expect(secrets.requests).toHaveLength(1);
});

test.each([
  { name: 'AWSCURRENT, after a rotation', stage: 'AWSCURRENT' },
  { name: 'AWSPENDING, during a rotation', stage: 'AWSPENDING' },
  { name: 'AWSPREVIOUS, after a rotation that was undone at Twilio', stage: 'AWSPREVIOUS' },
])('the worker takes the API key of $name, when Twilio rejects the one it knows', async ({ stage }) => {
  await startWorker();
  secrets.put(JSON.stringify(OTHER_KEY), { stage, versionId: 'version-2', createdAt: Date.now() });
  twilio.apiKey = OTHER_KEY;
  media.credentials.splice(1, 1, `${OTHER_KEY.apiKeySid}:${OTHER_KEY.apiKeySecret}`);

  expect(await work()).toEqual(DONE);

  expect(twilio.bodiesTo(SENDER)).toEqual(['Re: Look, 9 bytes']);
  expect(media.requests.map(({ credentials }) => userOf(credentials))).toEqual([API_KEY_SID, OTHER_KEY.apiKeySid, '']);
  expect(secrets.requests.map(({ stage: read }) => read)).toEqual(['AWSCURRENT', 'AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
});

test.each([
  {
    name: 'that Twilio does not know',
    prepare: () => (twilio.apiKey = undefined),
    entry: { reason: 'no_api_key', code: 20003, detail: /^Twilio did not accept the secret's API key for message 1 of 1/ },
  },
  {
    name: 'without the permission to send',
    prepare: () => (twilio.faultFor = () => ({ status: 401, code: 70051, message: 'Authorization failed' })),
    entry: { reason: 'no_api_key', code: 70051, detail: /\(70051\)$/ },
  },
])('an API key $name is the reason of a retry', async ({ prepare, entry }) => {
  await startWorker();
  prepare();

  expect(await work(inboundMessage())).toEqual(RETRY);
  expect(lambda!.log.at(-1)).toMatchObject({ ...entry, detail: expect.stringMatching(entry.detail) });
});

test.each([
  { name: 'an auth token', secret: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }, detail: /holds an auth token instead/ },
  { name: 'another account\'s key', secret: { ...API_KEY, accountSid: OTHER_ACCOUNT_SID }, detail: /of another account, ACfedc/ },
  { name: 'half a key', secret: { ...API_KEY, apiKeySecret: '' }, detail: /an empty apiKeySecret/ },
])('a secret with $name is the reason of a retry, with the command that fixes it', async ({ secret, detail }) => {
  secrets.put(JSON.stringify(secret), { createdAt: Date.now() });
  await startWorker();

  expect(await work()).toEqual(RETRY);
  expect(lambda!.log.at(-1)).toMatchObject({
    reason: 'no_api_key',
    detail: expect.stringMatching(detail),
    remedy: expect.stringMatching(new RegExp(`--secret-id ${API_KEY_SECRET_ARN} --secret-string file://api-key\\.json`)),
  });
  expect(twilio.requests).toEqual([]);
  expect(media.requests).toEqual([]);
});

describe('the custom resource', () => {
  let world: PhoneNumberWorld;
  afterEach(async () => world.close());

  test('points a number and restores it with the API key', async () => {
    const asset = mkdtempSync(path.join(folder, 'phone-numbers-'));
    lambdaFiles('phone-numbers').forEach((file) => copyFileSync(file, path.join(asset, path.basename(file))));
    const { environment } = functionAt('SmsPhoneNumbersFunction');
    const processes: LambdaProcess[] = [];
    world = await PhoneNumberWorld.start(async ({ TWILIO_GATEWAY_SECRET_ARN: _, ...given }) => {
      processes.push(await LambdaProcess.start(
        asset, { ...given, ...environment, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url, AWS_SECRET_ACCESS_KEY: 'secret-access-key' },
        'phone-numbers.mjs',
      ));
      return processes.at(-1)!;
    });
    await world.reset();
    world.twilio.apiKey = API_KEY;
    const before = { sms_url: 'https://demo.twilio.com/welcome/sms/reply' };
    world.twilio.addNumber(NUMBER, before);

    expect(await world.stack.create(number(NUMBER))).toBe(true);
    expect(world.twilio.numbers[0].sms_url).toBe('https://gateway.example.com/sms');
    await world.stack.delete();
    expect(world.twilio.numbers[0]).toMatchObject(before);

    expect(new Set(world.twilio.users)).toEqual(new Set([API_KEY_SID]));
    // The version with what `connect` stored belongs to the SharedKey's secret, which this emulator does not have.
    expect(secrets.violations.splice(0).every((violation) => violation === `another secret, ${SIGNING_KEY_SECRET_ARN}`)).toBe(true);
    expect(secrets.requests.map(({ stage }) => stage)).toEqual(['AWSCURRENT', 'AWSCURRENT']);
    processes.forEach(({ printed }) => expect(printed).not.toMatch(new RegExp(`${AUTH_TOKEN}|${API_KEY_SECRET}`)));
  });
});

test('the webhook function reads the API key with the first attachment, and not before', async () => {
  const reads: string[] = [];
  const stack = new Stack(new App({ outdir: path.join(folder, 'sync.out') }), 'Stack');
  new TwilioSmsGateway(stack, 'Sms', {
    apiKeySecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Api', API_KEY_SECRET_ARN),
    authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET_ARN),
    replyHandler: ReplyHandler.fromModule(path.join(folder, 'reply.mjs')),
  });
  const assembly = readCloudAssembly((stack.node.root as App).synth().directory);
  const [id] = Object.entries(assembly.templates[0].template.Resources!).find(([, { Type }]) => Type === 'AWS::Lambda::Function')!;
  const { taskRoot, environment } = findFunction(
    assembly, String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }, assembly.templates[0].template)),
  );
  const tokens = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
  tokens.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { createdAt: Date.now() });
  const gate = await secretsGate({ [SECRET_ARN]: tokens, [API_KEY_SECRET_ARN]: secrets }, reads);
  try {
    const secretsUrl = { AWS_ENDPOINT_URL_SECRETS_MANAGER: gate.url };
    lambda = await LambdaProcess.start(taskRoot, { ...environment, ...aws(), ...secretsUrl });
    const send = async (message: Parameters<typeof sampleMessage>[0]) => {
      const signed = signedRequest(sampleMessage({ accountSid: ACCOUNT_SID, ...message as object }), { url: 'https://example.com/sms', authToken: AUTH_TOKEN });
      return twimlMessages((await lambda!.invoke(requestEvent(signed))).response!.body);
    };

    expect(await send({ body: 'Hi' })).toEqual([{ body: 'Re: Hi' }]);
    expect(reads).toEqual([SECRET_ARN]);

    const [{ url }] = mediaMessage().media;
    for (const expected of [1, 2]) {
      expect(await send({ body: 'Look', channel: 'mms', media: [{ url, contentType: 'image/png' }] }))
        .toEqual([{ body: 'Re: Look, 9 bytes' }]);
      expect(media.requests.filter(({ credentials }) => userOf(credentials) === API_KEY_SID)).toHaveLength(expected);
    }
    expect(reads).toEqual([SECRET_ARN, API_KEY_SECRET_ARN]);
  } finally {
    await Promise.all([tokens.close(), gate.close()]);
  }
});

test('the webhook function of the synchronous mode verifies with the SharedKey, and accepts no auth token', async () => {
  const reads: string[] = [];
  const stack = new Stack(new App({ outdir: path.join(folder, 'tokenless-sync.out') }), 'Stack');
  const secret = (id: string, arn: string) => secretsmanager.Secret.fromSecretCompleteArn(stack, id, arn);
  new TwilioSmsGateway(stack, 'Sms', {
    signingKeySecret: secret('Signing', SIGNING_KEY_SECRET_ARN),
    apiKeySecret: secret('Api', API_KEY_SECRET_ARN),
    replyHandler: ReplyHandler.fromModule(path.join(folder, 'reply.mjs')),
  });
  const assembly = readCloudAssembly((stack.node.root as App).synth().directory);
  const [id] = Object.entries(assembly.templates[0].template.Resources!).find(([, { Type }]) => Type === 'AWS::Lambda::Function')!;
  const { taskRoot, environment } = findFunction(
    assembly, String(resolve({ 'Fn::GetAtt': [id, 'Arn'] }, assembly.templates[0].template)),
  );
  const signingKeys = await SecretsManagerServer.start(SIGNING_KEY_SECRET_ARN, 'secret-access-key');
  signingKeys.put(JSON.stringify(SHARED_KEY), { createdAt: Date.now() });
  const gate = await secretsGate({ [SIGNING_KEY_SECRET_ARN]: signingKeys, [API_KEY_SECRET_ARN]: secrets }, reads);
  try {
    lambda = await LambdaProcess.start(
      taskRoot, { ...environment, ...aws(), AWS_ENDPOINT_URL_SECRETS_MANAGER: gate.url });
    const [{ url }] = mediaMessage().media;
    const message = sampleMessage(
      { accountSid: ACCOUNT_SID, body: 'Look', channel: 'mms', media: [{ url, contentType: 'image/png' }] });
    const send = async (key: object) =>
      (await lambda!.invoke(requestEvent(signedRequest(message, { url: 'https://example.com/sms', ...key })))).response!;

    expect(twimlMessages((await send({ sharedKey: SHARED_KEY })).body)).toEqual([{ body: 'Re: Look, 9 bytes' }]);
    expect(media.requests.map(({ credentials }) => userOf(credentials))).toEqual([API_KEY_SID, '']);
    expect(reads).toEqual([SIGNING_KEY_SECRET_ARN, API_KEY_SECRET_ARN]);

    expect((await send({ authToken: AUTH_TOKEN })).statusCode).toBe(403);
    expect((await send({ sharedKey: { ...SHARED_KEY, sharedKey: 'another-shared-key-of-nobody' } })).statusCode).toBe(403);
    expect(new Set(reads)).toEqual(new Set([SIGNING_KEY_SECRET_ARN, API_KEY_SECRET_ARN]));
    expect(lambda.printed).not.toContain(SHARED_KEY.sharedKey);
  } finally {
    await Promise.all([signingKeys.close(), gate.close()]);
  }
});

/** One address for several secrets. The request keeps its signature, which covers the host. */
async function secretsGate(servers: Readonly<Record<string, SecretsManagerServer>>, reads: string[]) {
  const gate = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const { SecretId: arn } = JSON.parse(Buffer.concat(chunks).toString());
      reads.push(arn);
      const options = { method: 'POST', headers: incoming.headers };
      request(servers[arn].url, options, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }).end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((done) => gate.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(gate.address() as { port: number }).port}`,
    close: async () => {
      gate.closeAllConnections();
      await new Promise((done) => gate.close(done));
    },
  };
}

test('the message whose handler fails is logged without the values of a secret', async () => {
  await startWorker();

  expect(await work(inboundMessage({ Body: `fail ${API_KEY_SECRET}` }))).toEqual(RETRY);
  expect(lambda!.log.at(-1)).toMatchObject({ reason: 'handler_failed' });
});
