import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaFiles } from '../../../src/constructs/code/lambda-files';
import { LambdaProcess } from '../../support/lambda-process';
import { ACCOUNT_SID, AUTH_TOKEN, SECRET_ARN } from '../../support/messages';
import { SecretsManagerServer } from '../../support/secrets-manager-server';
import { inboundMessage, queueRecord } from '../../support/worker';

// The worker's files as they ship, in a process of its own. What it makes of texts is in worker-handler.test.ts and
// test/local/asynchronous.test.ts.
jest.setTimeout(60_000);

const NOWHERE = 'http://127.0.0.1:1';

const folder = mkdtempSync(join(tmpdir(), 'worker-'));
let secrets: SecretsManagerServer;
let worker: LambdaProcess | undefined;

beforeAll(async () => {
  secrets = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
  secrets.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { createdAt: Date.now() });
});
afterEach(async () => worker?.stop());
afterAll(async () => {
  await secrets.close();
  rmSync(folder, { recursive: true });
});

async function startWith(replyModule: string): Promise<LambdaProcess> {
  const asset = mkdtempSync(join(folder, 'asset-'));
  lambdaFiles('worker').forEach((file) => copyFileSync(file, join(asset, basename(file))));
  writeFileSync(join(asset, 'reply.mjs'), replyModule);
  worker = await LambdaProcess.start(asset, {
    TEST_HANDLER: pathToFileURL(join(asset, 'worker.mjs')).href,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_SQS: NOWHERE,
    TWILIO_GATEWAY_API_URL: NOWHERE,
    TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
    TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs',
    TWILIO_GATEWAY_MAX_ATTEMPTS: '5',
  });
  return worker;
}

const event = { Records: [queueRecord(inboundMessage())] };

test('the worker reads the secret and loads the reply module during init', async () => {
  const lambda = await startWith('console.log(JSON.stringify({ loaded: true })); export default () => undefined;');

  expect(lambda.log).toEqual([{ loaded: true }]);
  expect(secrets.requests.map(({ stage }) => stage)).toEqual(['AWSCURRENT']);
  expect(await lambda.invoke(event)).toEqual({ response: { batchItemFailures: [] } });
  expect(lambda.log.at(-1)).toMatchObject({ outcome: 'no_reply' });
});

test.each([
  {
    name: 'throws while it is loaded',
    replyModule: 'throw new Error("no configuration");',
    message: /no configuration/,
  },
  {
    name: 'never loads',
    replyModule: 'await new Promise(() => {}); export default () => "Hi";',
    message: /still running/,
  },
])('a reply module that $name does not lose the message', async ({ replyModule, message }) => {
  const lambda = await startWith(replyModule);

  expect(await lambda.invoke(
    event,
    5_000,
  )).toEqual({ response: { batchItemFailures: [{ itemIdentifier: 'message-1' }] } });
  expect(lambda.log.at(-1)).toMatchObject({
    outcome: 'postponed',
    reason: 'handler_failed',
    error: { message: expect.stringMatching(message) },
  });
});
