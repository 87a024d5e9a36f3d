import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleGateway } from '../../../scripts/bundle';
import { EMPTY_TWIML } from '../../../src/runtime/reply/empty-twiml';
import { toTwiml } from '../../../src/runtime/reply/to-twiml';
import { FRONTS, httpApi, plainBody, type RequestToSend, restApi, signed } from '../../support/events';
import { LambdaProcess } from '../../support/lambda-process';
import {
  ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN, SECRET_ARN, statusCallbackForm,
} from '../../support/messages';
import { type Fault, SecretsManagerServer } from '../../support/secrets-manager-server';
import { OTHER_SHARED_KEY, SHARED_KEY, signedWithSharedKey, SIGNING_KEY_ARN } from '../../support/shared-key';
import { type Form } from '../../support/signer';

// The asset that is deployed, in a process of its own, with the real SDK against a strict server on loopback.
jest.setTimeout(20_000);

const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/sms';
const SECRET = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });

let asset: string;
let server: SecretsManagerServer;
const folders: string[] = [];
const processes: LambdaProcess[] = [];

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  folders.push(folder);
  return folder;
};

beforeAll(async () => {
  asset = newFolder();
  await bundleGateway(asset);
  server = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
});
afterAll(async () => {
  await server.close();
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true }));
});
beforeEach(() => {
  server.reset();
  server.put(SECRET, { createdAt: Date.now() - 86_400_000 });
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((lambda) => lambda.stop()));
});

async function start(environment: Record<string, string> = {}, folder = asset): Promise<LambdaProcess> {
  const lambda = await LambdaProcess.start(folder, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret-access-key',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
    TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
    ...environment,
  });
  processes.push(lambda);
  return lambda;
}

/** The asset with a reply module beside it, as `fromModule` puts it there. */
async function startWith(replyModule: string, environment: Record<string, string> = {}): Promise<LambdaProcess> {
  const folder = newFolder();
  cpSync(asset, folder, { recursive: true });
  writeFileSync(join(folder, 'reply.mjs'), replyModule);
  return start({ TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs', ...environment }, folder);
}

const text = (changes: Parameters<typeof messageForm>[0] = {}) => signed({ url: URL, form: messageForm(changes) });
const TWIML = { 'content-type': 'text/xml; charset=utf-8' };

test('a suspicious message gets a reply by default, and 400 if the stack says so', async () => {
  const suspicious = () => httpApi(text({ 'Media.Count': '1' }));
  const lambda = await start();
  const strict = await start({ TWILIO_GATEWAY_SUSPICIOUS_MESSAGES: 'reject' });

  expect((await lambda.invoke(suspicious())).response?.statusCode).toBe(200);
  expect((await strict.invoke(suspicious())).response).toEqual({ statusCode: 400, body: '' });
  expect((await strict.invoke(httpApi(text()))).response?.statusCode).toBe(200);
});

test('a message is echoed unchanged behind each front end, with one read of the secret during init', async () => {
  const lambda = await start();
  expect(server.requests).toHaveLength(1);
  const body = ' "quotes" \'n\' <tags> & + \r\n line \u{1F600} ';

  for (const { front } of FRONTS) {
    expect(await lambda.invoke(front(text({ Body: body })))).toEqual({
      response: {
        statusCode: 200,
        headers: TWIML,
        body: toTwiml([{ body }]),
      },
    });
  }
  expect(server.requests.map(({ stage }) => stage)).toEqual(['AWSCURRENT']);
  expect(server.violations).toEqual([]);
  expect(lambda.log.map(({ outcome, coldStart }) => [outcome, coldStart])).toEqual([
    ['replied', true], ['replied', false], ['replied', false], ['replied', false],
  ]);
});

test('the media of an MMS are echoed, a status callback gets 204, a probe an empty response', async () => {
  const lambda = await start();
  const form = (parameters: Form) => lambda.invoke(httpApi(signed({ url: URL, form: parameters })));

  const mms = await form(messageForm({ Body: '', NumMedia: '1', MediaUrl0: 'https://api.twilio.com/0' }));
  expect(mms.response?.body).toBe(toTwiml([{ media: 'https://api.twilio.com/0' }]));
  expect(await form(statusCallbackForm())).toEqual({ response: { statusCode: 204, body: '' } });
  expect((await form([...messageForm(), ['GatewayProbe', '1']])).response?.body).toBe(EMPTY_TWIML);
});

test('a request that Twilio did not sign is rejected with 403, the same for every cause', async () => {
  const lambda = await start();
  const forged: RequestToSend[] = [
    { url: URL, form: messageForm() },
    { url: URL, form: messageForm(), headers: { 'X-Twilio-Signature': '' } },
    { ...text({ Body: 'Hello' }), form: messageForm({ Body: 'Hellp' }) },
    { ...text(), url: `${URL}?a=1` },
    signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN),
    signed({ url: URL, form: messageForm() }, ''),
    signed({ url: URL, form: messageForm({ AccountSid: 'AC' + 'b'.repeat(32) }) }),
  ];
  for (const request of forged) {
    expect(await lambda.invoke(httpApi(request))).toEqual({ response: { statusCode: 403, body: '' } });
  }
  expect(lambda.log).toHaveLength(forged.length);
  expect((await lambda.invoke(httpApi(text()))).response?.statusCode).toBe(200);
});

test('a flood of rejections is sampled in the log, and a message in it has a line', async () => {
  const lambda = await start();
  for (let i = 0; i < 100; i++) {
    await lambda.invoke(httpApi({ url: URL, form: messageForm() }));
  }
  await lambda.invoke(httpApi(text()));

  const outcomes = lambda.log.map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'rejected').length).toBeLessThan(50);
  expect(outcomes.at(-1)).toBe('replied');
});

test('a request that is not a webhook is rejected, and the process continues', async () => {
  const lambda = await start();
  const statuses: unknown[] = [];
  for (const event of [
    null, [], { ...httpApi(text()), body: '***' }, httpApi({
      ...text(),
      headers: { 'Content-Type': 'application/json' },
    }), httpApi({ ...text(), method: 'GET' }),
    plainBody({ ...text(), body: 'a'.repeat(65_537) }), restApi(signed({
      url: URL,
      form: Array.from({ length: 1001 }, (_, i) => [`p${i}`, '']),
    })),
  ]) {
    statuses.push((await lambda.invoke(event)).response?.statusCode);
  }

  expect(statuses).toEqual([400, 400, 400, 415, 405, 413, 413]);
  expect((await lambda.invoke(httpApi(text()))).response?.statusCode).toBe(200);
});

describe('the answer is 503, with the cause and the remedy in the log, when the secret is', () => {
  const PUT = `aws secretsmanager put-secret-value --secret-id ${SECRET_ARN}`;

  const rejectedWith = async (cause: RegExp, remedy?: string) => {
    const lambda = await start();
    for (const request of [text(), signed({ url: URL, form: messageForm() }, '')]) {
      expect(await lambda.invoke(httpApi(request))).toEqual({ response: { statusCode: 503, body: '' } });
    }
    expect(lambda.log[0]).toMatchObject({
      level: 'ERROR',
      reason: 'no_auth_token',
      detail: expect.stringMatching(cause),
      status: 503,
    });
    expect(lambda.log[0].remedy).toEqual(remedy && expect.stringContaining(remedy));
    if (remedy === undefined) expect(lambda.log[0].detail).toContain('The next request reads it again');
    expect(lambda.printed).not.toContain(AUTH_TOKEN);
    expect(lambda.initMs).toBeLessThan(3000);
    return lambda;
  };

  test.each<{
    readonly name: string;
    readonly secretString: string | undefined;
    readonly cause: RegExp;
  }>([
    { name: 'empty', secretString: '', cause: /nothing/ },
    { name: 'blank', secretString: ' \n', cause: /nothing/ },
    { name: 'binary', secretString: undefined, cause: /nothing|binary/ },
    { name: 'an Account SID', secretString: ACCOUNT_SID, cause: /an Account SID/ },
    {
      name: 'JSON with another key',
      secretString: JSON.stringify({ token: AUTH_TOKEN }),
      cause: /without the key authToken/,
    },
    {
      name: 'the start value',
      secretString: JSON.stringify({ accountSid: '', authToken: 'abcdefghijklmnop' }),
      cause: /start value/,
    },
    { name: 'two tokens', secretString: `${AUTH_TOKEN} ${AUTH_TOKEN}`, cause: /65 characters/ },
  ])('$name', async ({ secretString, cause }) => {
    server.put(secretString);

    await rejectedWith(cause, PUT);
  });

  test.each<{ readonly fault: Fault; readonly cause: RegExp; readonly remedy: string | undefined }>([
    { fault: 'throttled', cause: /ThrottlingException/, remedy: undefined },
    { fault: 'internal', cause: /InternalServiceError/, remedy: undefined },
    { fault: 'denied', cause: /may not read/, remedy: 'cdk deploy' },
    { fault: 'deniedByKms', cause: /KMS/, remedy: 'kms:Decrypt' },
    { fault: 'deleted', cause: /deleted/, remedy: `aws secretsmanager restore-secret --secret-id ${SECRET_ARN}` },
    { fault: 'missing', cause: /does not exist/, remedy: PUT },
    { fault: 'hangs', cause: /did not answer in time/, remedy: undefined },
    { fault: 'stalls', cause: /did not answer in time/, remedy: undefined },
    {
      fault: 'hangsUp',
      cause: /did not answer in time|ECONNRESET/,
      remedy: undefined,
    }, // the SDK makes a TimeoutError of it
  ])('$fault', async ({ fault, cause, remedy }) => {
    server.fault = fault;

    await rejectedWith(cause, remedy);
  });

  test('behind a rejected connection', async () => {
    const lambda = await start({ AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' });

    expect((await lambda.invoke(httpApi(text()))).response?.statusCode).toBe(503);
    expect(lambda.log[0]).toMatchObject({ detail: expect.stringMatching(/ECONNREFUSED/) });
  });

  test('not named in the environment', async () => {
    const lambda = await start({ TWILIO_GATEWAY_SECRET_ARN: '' });

    expect((await lambda.invoke(httpApi(text()))).response?.statusCode).toBe(503);
  });
});

describe('with a SharedKey and no auth token', () => {
  let signingKeys: SecretsManagerServer;
  beforeAll(async () => { signingKeys = await SecretsManagerServer.start(SIGNING_KEY_ARN, 'secret-access-key'); });
  afterAll(async () => signingKeys.close());
  beforeEach(() => {
    signingKeys.reset();
    signingKeys.put(JSON.stringify(SHARED_KEY), { createdAt: Date.now() - 86_400_000 });
  });

  const startWithoutToken = async () => start({
    AWS_ENDPOINT_URL_SECRETS_MANAGER: signingKeys.url,
    TWILIO_GATEWAY_SECRET_ARN: '',
    TWILIO_GATEWAY_SIGNING_KEY_SECRET_ARN: SIGNING_KEY_ARN,
  });
  const request = { url: URL, form: messageForm() };

  test('a message is echoed behind each front end, with one read of that secret during init', async () => {
    const lambda = await startWithoutToken();
    expect(signingKeys.requests).toHaveLength(1);

    for (const { front } of FRONTS) {
      expect((await lambda.invoke(front(signedWithSharedKey(request)))).response)
        .toEqual({ statusCode: 200, headers: TWIML, body: toTwiml([{ body: 'Hello' }]) });
    }
    expect(signingKeys.requests).toHaveLength(1);
    expect(signingKeys.violations).toEqual([]);
  });

  test('a key that is rotated while the container runs loses no message', async () => {
    const lambda = await startWithoutToken();
    signingKeys.put(JSON.stringify(OTHER_SHARED_KEY));

    const rotated = await lambda.invoke(httpApi(signedWithSharedKey(request, OTHER_SHARED_KEY)));
    expect(rotated.response?.statusCode).toBe(200);
  });

  test('a message that is signed with an auth token is rejected, and the log says what to do', async () => {
    const lambda = await startWithoutToken();

    expect((await lambda.invoke(httpApi(text()))).response).toEqual({ statusCode: 403, body: '' });
    expect(lambda.log[0]).toMatchObject({
      reason: 'wrong_signature',
      remedy: expect.stringContaining('create a Rule for this URL at Twilio'),
    });
  });

  test('a secret without a SharedKey means 503, with the command that writes it', async () => {
    signingKeys.put(SECRET);
    const lambda = await startWithoutToken();

    expect((await lambda.invoke(httpApi(signedWithSharedKey(request)))).response).toEqual({ statusCode: 503, body: '' });
    expect(lambda.log[0]).toMatchObject({
      reason: 'no_signing_key',
      detail: 'The secret holds JSON without the key sharedKeyId instead of a SharedKey of Twilio',
      remedy: expect.stringContaining('file://signing-key.json'),
    });
  });
});

test('a SharedKey message at a gateway without SharedKeys is rejected with its own reason, and reads nothing', async () => {
  const lambda = await start();

  expect((await lambda.invoke(httpApi(signedWithSharedKey({ url: URL, form: messageForm() })))).response)
    .toEqual({ statusCode: 403, body: '' });
  expect(lambda.log[0]).toMatchObject({
    outcome: 'rejected',
    reason: 'shared_key',
    remedy: expect.stringContaining('signingKeySecret'),
  });
  expect(server.requests).toHaveLength(1);
});

test('a token that is rotated while the container runs loses no message', async () => {
  const lambda = await start();
  await lambda.invoke(httpApi(text()));
  server.put(SECRET, { stage: 'AWSPREVIOUS', versionId: 'version-1' });
  server.put(OTHER_AUTH_TOKEN, { versionId: 'version-2', createdAt: Date.now() });

  const byNewToken = await lambda.invoke(httpApi(signed({ url: URL, form: messageForm() }, OTHER_AUTH_TOKEN)));
  const byOldToken = await lambda.invoke(httpApi(text()));

  expect([byNewToken.response?.statusCode, byOldToken.response?.statusCode]).toEqual([200, 200]);
  expect(lambda.log.map(({ keyVersion }) => keyVersion)).toEqual(['version-1', 'version-2', 'version-1']);
  expect(server.violations).toEqual([]);
});

test('the environment sets the URL, the errorReply and the opt-out', async () => {
  const reply = "({ body }) => { if (body === 'fail') throw new Error('boom'); return 'Bye'; }";
  const lambda = await startWith(`export const reply = ${reply};`, {
    TWILIO_GATEWAY_WEBHOOK_URL: 'https://sms.example.com/in#rc=3',
    TWILIO_GATEWAY_ERROR_REPLY: 'Sorry',
    TWILIO_GATEWAY_REPLY_TO_OPT_OUT: 'true',
  });
  const send = async (Body: string) => {
    const { headers } = signed({ url: 'https://sms.example.com/in', form: messageForm({ Body }) });
    return (await lambda.invoke(httpApi({ url: URL, form: messageForm({ Body }), headers }))).response?.body;
  };

  expect(await send('STOP')).toBe(toTwiml([{ body: 'Bye' }]));
  expect(await send('fail')).toBe(toTwiml([{ body: 'Sorry' }]));
});

test('a handler that still runs 13 s after the request, cold start included, gets the errorReply', async () => {
  const lambda = await startWith('export default () => new Promise((resolve) => setTimeout(resolve, 5000, "late"));');
  const started = Date.now();

  const { response } = await lambda.invoke(httpApi({ ...text(), receivedAt: started - 12_000 }));

  expect(response).toEqual({ statusCode: 500, body: '' });
  expect(Date.now() - started).toBeGreaterThan(800);
  expect(Date.now() - started).toBeLessThan(2500);
  expect(lambda.log[0]).toMatchObject({ outcome: 'failed', error: { name: 'ReplyTimeout' } });
  expect((await lambda.invoke(httpApi(signed({
    url: URL,
    form: statusCallbackForm(),
  })))).response?.statusCode).toBe(204);
});

test('a reply module that never loads does not keep the gateway from starting and fails at the deadline', async () => {
  const lambda = await startWith('await new Promise(() => {}); export default () => "Hi";');

  expect(await lambda.invoke(httpApi({
    url: URL,
    form: messageForm(),
  }))).toEqual({ response: { statusCode: 403, body: '' } });
  expect(await lambda.invoke(httpApi({
    ...text(),
    receivedAt: Date.now() - 12_500,
  }))).toEqual({ response: { statusCode: 500, body: '' } });
  expect(lambda.log.at(-1)).toMatchObject({ reason: 'handler_failed', error: { name: 'ReplyTimeout' } });
}, 60_000);

test.each([
  {
    name: 'throws while it is loaded',
    replyModule: 'throw new Error("no configuration")',
    message: /no configuration/,
  },
  { name: 'is no JavaScript', replyModule: 'export default (', message: /Unexpected/ },
  {
    name: 'imports what is not there',
    replyModule: 'import "not-there"; export default () => "Hi";',
    message: /not-there/,
  },
  { name: 'exports no function', replyModule: 'export const handler = 5;', message: /it exports handler/ },
  { name: 'throws', replyModule: 'export default () => { throw new Error("boom"); }', message: /boom/ },
])('a reply module that $name is answered with 500 and logged', async ({ replyModule, message }) => {
  const lambda = await startWith(replyModule);

  expect(await lambda.invoke(httpApi(text()))).toEqual({ response: { statusCode: 500, body: '' } });
  expect(await lambda.invoke(httpApi({
    url: URL,
    form: messageForm(),
  }))).toEqual({ response: { statusCode: 403, body: '' } });
  expect(lambda.log[0]).toMatchObject({
    level: 'ERROR',
    reason: 'handler_failed',
    error: { message: expect.stringMatching(message) },
  });
});

describe('the asset', () => {
  const code = () => readFileSync(join(asset, 'gateway.cjs'), 'utf8');

  test('is within its budget of 260 kB', () => {
    expect(Buffer.byteLength(code()) + readFileSync(join(asset, 'gateway.mjs')).length).toBeLessThanOrEqual(260_000);
  });

  test('has neither a dynamic import, which loads undici, nor the chain of credential providers', () => {
    expect(code().match(/\bimport\(|AssumeRoleWithWebIdentity|sso-oidc|credential_process/g)).toBeNull();
  });

  test('calls only GetSecretValue', () => {
    expect(code().match(/DescribeSecret|PutSecretValue|ListSecrets/g)).toBeNull();
  });
});
