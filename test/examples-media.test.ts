import { exec } from 'child_process';
import { createHash } from 'crypto';
import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { ReplyHandler, ReplyMode } from '../src';
import { findGateways } from '../src/local/assembly/gateway-definition';
import { signedRequest } from '../src/testing';
import { LambdaProcess } from './support/lambda-process';
import { ACCOUNT_SID, AUTH_TOKEN, SECRET_ARN } from './support/messages';
import { fromRoot } from './support/paths';
import { SecretsManagerServer } from './support/secrets-manager-server';
import { ServedApp, synthesize } from './support/served-app';
import { StoredMedia, TwilioMediaServer } from './support/twilio-media-server';
import { readCloudAssembly } from '../src/local/assembly/cloud-assembly';
import { requestEvent } from '../src/testing/request-event';
import { inboundMessage } from '../src/testing/sample-message';
import { twimlMessages } from '../src/testing/twiml-messages';

// `context.fetchMedia` in what examples/media deploys: its synthesized asset in a process of its own, against an
// emulator of Twilio's media.
jest.setTimeout(60_000);

const EXAMPLE = fromRoot('examples/media');
const MEDIA_SID = `ME${'1'.repeat(32)}`;
const MESSAGE = inboundMessage({ accountSid: ACCOUNT_SID, channel: 'mms', body: '' });
const URL_OF_MEDIA = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/${MESSAGE.messageSid}/Media/${MEDIA_SID}`;
const PICTURE = Buffer.from('a picture');
const ANSWER = `image/png, 9 bytes, fingerprint ${createHash('sha256').update(PICTURE).digest('hex').slice(0, 8)}`;
const SORRY = 'Sorry, I could not look at that. Please send it again.';
const CREDENTIALS = `${ACCOUNT_SID}:${AUTH_TOKEN}`;

const outdir = mkdtempSync(path.join(tmpdir(), 'example-media-'));
let twilio: TwilioMediaServer;
let secrets: SecretsManagerServer;
let lambda: LambdaProcess;

beforeAll(async () => {
  await promisify(exec)('npx tsx app.ts', { cwd: EXAMPLE, env: { ...process.env, CDK_OUTDIR: outdir } });
  twilio = await TwilioMediaServer.start(ACCOUNT_SID, AUTH_TOKEN);
  secrets = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
  secrets.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { createdAt: Date.now() });
  const [{ taskRoot, environment }] = findGateways(readCloudAssembly(outdir));
  lambda = await LambdaProcess.start(taskRoot, {
    ...environment,
    NODE_OPTIONS: `${environment.NODE_OPTIONS} ${twilio.nodeOptions}`,
    TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
  });
});
beforeEach(() => twilio.reset());
afterAll(async () => {
  await lambda?.stop();
  await Promise.all([twilio.close(), secrets.close()]);
});

async function send(media: StoredMedia, url = URL_OF_MEDIA) {
  twilio.media.set(MEDIA_SID, media);
  const request = signedRequest({ ...MESSAGE, media: [{ url, contentType: 'image/png' }] }, { url: 'https://example.com/sms', authToken: AUTH_TOKEN });
  const { response } = await lambda.invoke(requestEvent(request));
  expect(response?.statusCode).toBe(200);
  return twimlMessages(response!.body);
}

test('a picture is downloaded with the credentials of the account, which are sent to no other host', async () => {
  expect(await send({ contentType: 'image/png', bytes: PICTURE })).toEqual([{ body: ANSWER }]);

  expect(twilio.requests).toEqual([{ url: URL_OF_MEDIA, credentials: CREDENTIALS }, { url: `https://mms.twiliocdn.com/${MEDIA_SID}?Expires=1` }]);
});

test('the download of a larger picture than the handler allows is aborted', async () => {
  expect(await send('endless')).toEqual([{ body: SORRY }]);

  expect(lambda.log.at(-1)).toMatchObject({ reason: 'handler_failed', error: { message: 'The attachment is larger than 5000000 bytes' } });
  for (const end = Date.now() + 10_000; twilio.brokenOff === 0 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(twilio.brokenOff).toBe(1);
});

test('a redirect to another host is not followed', async () => {
  expect(await send({ redirect: 'https://example.com/picture' })).toEqual([{ body: SORRY }]);

  expect(lambda.log.at(-1)).toMatchObject({ error: { message: 'Twilio redirected to https://example.com, which is not one of its media stores' } });
  expect(twilio.requests).toHaveLength(1);
});

test.each([
  { name: 'another host', url: URL_OF_MEDIA.replace('api.twilio.com', 'example.com') },
  { name: 'another account', url: URL_OF_MEDIA.replace(ACCOUNT_SID, `AC${'b'.repeat(32)}`) },
  { name: 'the local gateway', url: `http://127.0.0.1:4680/media/${MEDIA_SID}` },
])('no request is sent to $name', async ({ url }) => {
  expect(await send({ contentType: 'image/png', bytes: PICTURE }, url)).toEqual([{ body: SORRY }]);

  expect(twilio.requests).toEqual([]);
});

test('the token is not logged', () => {
  expect(lambda.printed).toContain('handler_failed');
  expect(lambda.printed).not.toContain(AUTH_TOKEN);
  expect(lambda.printed).not.toContain(Buffer.from(CREDENTIALS).toString('base64'));
});

test('a worker downloads it with the same credentials', async () => {
  const app = await ServedApp.start(synthesize({
    replyHandler: ReplyHandler.fromModule(path.join(EXAMPLE, 'reply.ts')),
    replyMode: ReplyMode.asynchronous(),
    environment: { NODE_OPTIONS: twilio.nodeOptions },
  }));
  twilio.media.set(MEDIA_SID, { contentType: 'image/png', bytes: PICTURE });
  try {
    expect((await app.text({ ...MESSAGE, media: [{ url: URL_OF_MEDIA, contentType: 'image/png' }] })).status).toBe(200);
    const replies = () => app.calls.flatMap(({ message }) => (message ? [message.body] : []));
    for (const end = Date.now() + 20_000; replies().length === 0 && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    expect(replies()).toEqual([ANSWER]);
    expect(twilio.requests.map(({ credentials }) => credentials)).toEqual([CREDENTIALS, undefined]);
  } finally {
    await app.close();
  }
});

test('in dev a picture that was attached on the page is downloaded from there', async () => {
  const app = await ServedApp.start(outdir);
  try {
    const media = [{ contentType: 'image/png', base64: PICTURE.toString('base64') }];

    expect(await app.phone({ from: '+15005550006', channel: 'mms', body: '', media, isForged: false })).toEqual({ status: 200, messages: [{ body: ANSWER }] });
  } finally {
    await app.close();
  }
});
