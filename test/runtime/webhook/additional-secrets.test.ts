import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleGateway } from '../../../scripts/bundle';
import { httpApi, signed } from '../../support/events';
import { LambdaProcess } from '../../support/lambda-process';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN, SECRET_ARN } from '../../support/messages';
import { SecretsManagerServer } from '../../support/secrets-manager-server';

// The asset that is deployed, with the secrets of two regions of Twilio, each behind a strict emulator of its own.
jest.setTimeout(20_000);

const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/sms';
const IRELAND_ARN = SECRET_ARN.replace(/[^:]+$/, 'Ireland-a1b2c3');
const UNKNOWN_TOKEN = 'f'.repeat(32);

let asset: string;
let us1: SecretsManagerServer;
let ie1: SecretsManagerServer;
let dispatcher: Server;
let lambda: LambdaProcess | undefined;

beforeAll(async () => {
  asset = mkdtempSync(join(tmpdir(), 'gateway-'));
  await bundleGateway(asset);
  [us1, ie1] = await Promise.all([SECRET_ARN, IRELAND_ARN].map(async (arn) => SecretsManagerServer.start(arn, 'secret-access-key')));
  dispatcher = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks);
      const { method, headers } = request;
      const { url } = String(body).includes(IRELAND_ARN) ? ie1 : us1;
      send(url, { method, path: '/', headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }).end(body);
    });
  });
  await new Promise<void>((resolve) => dispatcher.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  const createdAt = Date.now() - 86_400_000;
  us1.reset();
  us1.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { createdAt });
  ie1.reset();
  ie1.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN }), { createdAt, versionId: 'ireland-1' });
});
afterEach(async () => {
  await lambda?.stop();
  expect([...us1.violations, ...ie1.violations]).toEqual([]);
});
afterAll(async () => {
  dispatcher.closeAllConnections();
  dispatcher.close();
  await Promise.all([us1.close(), ie1.close()]);
  rmSync(asset, { recursive: true, force: true });
});

async function start(): Promise<LambdaProcess> {
  return lambda = await LambdaProcess.start(asset, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(dispatcher.address() as AddressInfo).port}`,
    TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
    TWILIO_GATEWAY_ADDITIONAL_SECRET_ARNS: IRELAND_ARN,
  });
}

const statusOf = async (authToken: string) => {
  const { response } = await lambda!.invoke(httpApi(signed({ url: URL, form: messageForm() }, authToken)));
  return response?.statusCode;
};

test('messages of both regions are answered, and both secrets are read during init', async () => {
  await start();
  expect([us1, ie1].map(({ requests }) => requests.map(({ stage }) => stage))).toEqual([['AWSCURRENT'], ['AWSCURRENT']]);

  expect(await statusOf(AUTH_TOKEN)).toBe(200);
  expect(await statusOf(OTHER_AUTH_TOKEN)).toBe(200);
  expect([us1.requests.length, ie1.requests.length]).toEqual([1, 1]);
  expect(await statusOf(UNKNOWN_TOKEN)).toBe(403);
});

test('a rotation of the additional secret loses no message', async () => {
  await start();
  ie1.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: UNKNOWN_TOKEN }), { createdAt: Date.now(), versionId: 'ireland-2' });

  expect(await statusOf(UNKNOWN_TOKEN)).toBe(200);
  expect(await statusOf(OTHER_AUTH_TOKEN)).toBe(200);
  expect(await statusOf(AUTH_TOKEN)).toBe(200);
});

test('while the additional secret is deleted, messages of the first region are answered, others may be genuine: 503', async () => {
  ie1.fault = 'deleted';
  await start();

  expect(await statusOf(AUTH_TOKEN)).toBe(200);
  expect(await statusOf(OTHER_AUTH_TOKEN)).toBe(503);
  expect(lambda!.log.at(-1)).toMatchObject({ reason: 'no_auth_token', remedy: expect.stringContaining('Ireland-a1b2c3') });
});
