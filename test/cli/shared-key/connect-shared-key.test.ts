import { connect, ConnectOptions } from '../../../src/cli/connect/connect';
import { disconnect, DisconnectOptions } from '../../../src/cli/connect/disconnect';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../../src/shared/phone-number-settings';
import {
  ACCOUNT_SID, API_KEY, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, SHARED_KEY, SIGNING_KEY_SECRET_ARN,
} from '../../support/messages';
import type { TwilioWebhookConfiguration } from '../../support/twilio-webhook-configuration';
import { gatewayStack, scriptedPrompts, World } from '../gateway-support';

// `connect --shared-key` and `disconnect`, against emulators of AWS and of Twilio's webhook configuration API.
jest.setTimeout(60_000);

const NUMBER = '+15005550001';
const GIVEN = { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_API_KEY: API_KEY_SID, TWILIO_API_SECRET: API_KEY_SECRET };
const BEFORE = { sms_url: 'https://demo.twilio.com/welcome/sms/reply' };

let world: World;
let webhooks: TwilioWebhookConfiguration;
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.resetWithoutToken();
  world.aws.otherSecrets.set(SIGNING_KEY_SECRET_ARN, []);
  world.twilio.addNumber(NUMBER, BEFORE);
  ({ webhooks } = world.twilio);
});
afterEach(() => expect(world.twilio.violations).toEqual([]));
afterAll(async () => world.close());

/** Returns what was printed. A SharedKey of the secret never is. */
async function run(options: Partial<ConnectOptions> = {}, prompts = scriptedPrompts(), env: object = GIVEN) {
  const context = world.context({ ...env });
  try {
    await connect({ stack: 'Echo', yes: true, sharedKey: true, ...options }, context, prompts);
  } finally {
    for (const secret of [AUTH_TOKEN, API_KEY_SECRET, storedKey().sharedKey ?? AUTH_TOKEN]) {
      expect(context.out()).not.toContain(secret);
    }
  }
  return context.out();
}

async function undo(options: Partial<DisconnectOptions> = {}) {
  const context = world.context({ TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });
  await disconnect({ stack: 'Echo', yes: true, ...options }, context, scriptedPrompts());
  return context.out();
}

const deployAt = (url: string) =>
  (world.aws.stacks[0] = { ...world.aws.stacks[0], outputs: { ...world.aws.stacks[0].outputs, Url: url } });
const storedKey = () => JSON.parse(world.aws.secretAt('AWSCURRENT', SIGNING_KEY_SECRET_ARN) || '{}');
const record = (arn = SIGNING_KEY_SECRET_ARN) => JSON.parse(world.aws.secretAt(STAGE, arn) ?? '{}').sharedKeySetup;
const writes = () => world.twilio.requests.filter((request) => /^(POST|DELETE) /.test(request))
  .map((request) => request.replace(/\/webhooks_\w+$|\/PN\w+\.json$/, ''));
const counts = () => [webhooks.sharedKeys, webhooks.settings, webhooks.rules].map(({ length }) => length);
const names = (out: string) => out.match(/^[✓!✗] .{16}/gm)?.map((line) => line.slice(2).trim());

test('connect creates SharedKey, Setting and Rule, and stores the key before Twilio uses it', async () => {
  let keyAtRule: unknown;
  world.twilio.answered = ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/Rules')) keyAtRule = storedKey().sharedKeyId;
  };

  const out = await run();

  expect(names(out)).toEqual([
    'Gateway', 'API key', 'Public beta', 'API key', 'SharedKey', 'Signed message', 'Forged message', 'Setting', 'Rule',
    'Stored', NUMBER,
  ]);
  const [[{ id: sharedKeyId }], [setting], [rule]] = [webhooks.sharedKeys, webhooks.settings, webhooks.rules];
  expect(keyAtRule).toBe(sharedKeyId);
  expect(storedKey()).toEqual({ accountSid: ACCOUNT_SID, sharedKeyId, sharedKey: expect.any(String), algorithm: 'HMAC_SHA256' });
  expect(setting).toMatchObject({
    friendlyName: 'cdk-twilio-sms-gateway Echo Echo/GatewayConstruct',
    auth: { source: 'INLINE', value: { scheme: 'NONE' } },
    signature: { type: 'SHARED_KEY', sharedKeyId, algorithm: 'HMAC_SHA256' },
    connection: { retryPolicy: { retryCount: 1, retryOn: ['CONNECTION_TIMEOUT'] } },
  });
  expect(rule).toMatchObject({
    matchType: 'EXACT_MATCH', value: world.webhookUrl, settings: [{ settingId: setting.id, percentage: 100 }],
  });
  expect(record()).toEqual({
    accountSid: ACCOUNT_SID, url: world.webhookUrl, sharedKeyId, settingId: setting.id, ruleId: rule.id,
  });
  expect(world.twilio.numbers[0].sms_url).toBe(world.webhookUrl);
  expect(new Set(world.twilio.users)).toEqual(new Set([API_KEY_SID]));
});

test('the second time changes nothing', async () => {
  await run();
  world.twilio.requests.length = 0;

  expect(await run()).toMatch(/✓ SharedKey +Twilio signs messages to http\S+ with webhooks_sharedkey_\w+ already/);
  expect(writes()).toEqual([]);
  expect(counts()).toEqual([1, 1, 1]);
});

test('--dry-run shows each change, and makes none', async () => {
  webhooks.addRule({ matchType: 'PREFIX_MATCH', prefix: world.webhookUrl.replace('sms', '') });
  const out = await run({ dryRun: true, yes: false });

  expect(out).toMatch(/! Public beta +.*not for workloads under HIPAA or PCI/);
  expect(out).toMatch(
    /SharedKey +none → a new one[^\n]*\n {2}Setting +none → [^\n]*1 retry on CONNECTION_TIMEOUT\n {2}Rule +none → http[^\n]*\n.*The Rule webhooks_rule_\w+ no longer applies/,
  );
  expect([writes(), world.aws.calls.filter((call) => call.startsWith('Put'))]).toEqual([[], []]);
});

test('connect asks first, and accepts a no', async () => {
  await expect(run({ yes: false }, scriptedPrompts(false))).rejects.toThrow('Nothing was changed, because you answered no.');
  expect(counts()).toEqual([0, 0, 0]);
});

test("the Setting carries the retries of the URL's fragment, and the Rule has no fragment", async () => {
  deployAt(`${world.webhookUrl}#rc=2&rp=5xx,ct,rt`);
  await run();

  expect(webhooks.settings[0].connection).toEqual({
    connectTimeoutMs: 5000,
    readTimeoutMs: 15_000,
    totalTimeoutMs: 15_000,
    retryPolicy: { retryCount: 2, retryOn: ['HTTP_5XX', 'CONNECTION_TIMEOUT', 'READ_TIMEOUT'] },
  });
  expect(webhooks.rules[0].value).toBe(world.webhookUrl);
});

interface RejectedCase {
  readonly name: string;
  readonly prepare?: () => unknown;
  readonly env?: object;
  readonly options?: Partial<ConnectOptions>;
  readonly message: RegExp;
}

test.each<RejectedCase>([
  {
    name: 'a Rule of somebody else has the URL',
    prepare: () => [1, 2, 3].forEach((i) => webhooks.addRule({ value: i === 3 ? world.webhookUrl : `https://example.com/${i}` })),
    message: /^Twilio already has the Rule webhooks_rule_\w+ for http\S+, with the Setting webhooks_setting_\w+\. Nothing was changed/,
  },
  {
    name: 'the gateway has no secret for a SharedKey',
    prepare: () => world.reset(),
    message: /^The gateway Echo\/GatewayConstruct has no secret for a SharedKey.*signingKeySecret, deploy, and run this again/,
  },
  {
    name: 'the gateway belongs to another region of Twilio',
    options: { twilioRegion: 'ie1' },
    message: /only for the region us1, and this gateway uses dublin\.ie1/,
  },
  {
    name: 'the URL ends with a slash',
    prepare: () => deployAt(`${world.webhookUrl}/`),
    message: /ends with "\/", and the value of a Rule must not/,
  },
  {
    name: 'the URL has a query',
    prepare: () => deployAt(`${world.webhookUrl}?tenant=1`),
    message: /has a query or a "\*", and Twilio does not document how a Rule matches it/,
  },
  {
    name: 'the URL has an override that no Setting has',
    prepare: () => deployAt(`${world.webhookUrl}#e=dublin`),
    message: /^The URL has the connection override "e=dublin"/,
  },
  {
    name: 'the secret holds another SharedKey',
    prepare: () => {
      webhooks.sharedKeys.push({ id: SHARED_KEY.sharedKeyId });
      world.aws.putSecret(JSON.stringify(SHARED_KEY), ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN);
    },
    message: /^Nothing was changed: the secret holds the SharedKey webhooks_sharedkey_\w+, and messages.*Add --overwrite/,
  },
  {
    name: 'the secret holds the SharedKey of another account',
    prepare: () => world.aws.putSecret(
      JSON.stringify({ ...SHARED_KEY, accountSid: OTHER_ACCOUNT_SID }), ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN),
    message: /^Nothing was changed: the secret holds the SharedKey webhooks_sharedkey_\w+, and messages/,
  },
])('connect changes nothing where $name', async ({ prepare, env, options, message }) => {
  prepare?.();

  await expect(run(options, scriptedPrompts(), env)).rejects.toThrow(message);
  expect(writes()).toEqual([]);
  expect(world.aws.calls).not.toContain('PutSecretValue');
});

const failing = (method: string, path: RegExp) => {
  let isDone = false;
  world.twilio.intercept = (request) => {
    if (isDone || request.method !== method || !path.test(request.path)) return undefined;
    isDone = true;
    return { status: 400, code: 59000, message: 'auth.value.scheme must be one of ...' };
  };
};
const losing = (method: string, path: RegExp) => {
  let isDone = false;
  world.twilio.answered = (request) => {
    if (isDone || request.method !== method || !path.test(request.path)) return undefined;
    isDone = true;
    return 'hangsUp';
  };
};

test.each<{ readonly name: string; readonly prepare: () => void; readonly left: readonly number[] }>([
  { name: 'Twilio rejects the SharedKey', prepare: () => failing('POST', /SharedKeys$/), left: [0, 0, 0] },
  { name: 'Twilio rejects the Setting', prepare: () => failing('POST', /Settings$/), left: [1, 0, 0] },
  { name: 'Twilio rejects the Rule', prepare: () => failing('POST', /Rules$/), left: [1, 1, 0] },
  { name: 'the state of the Rule cannot be read', prepare: () => failing('GET', /Operations\/\w+$/), left: [1, 1, 1] },
  { name: 'Twilio gives the Rule up', prepare: () => (webhooks.endsAs = 'FAILED'), left: [1, 1, 0] },
  { name: 'the key has another form', prepare: () => (webhooks.secret = 'short'), left: [0, 0, 0] },
  {
    name: 'the key cannot be stored',
    prepare: () => world.aws.failures.set('PutSecretValue', { code: 'InvalidParameterException', message: 'No' }),
    left: [0, 0, 0],
  },
])('where $name, what was made is named or removed, and the same command completes it', async ({ prepare, left }) => {
  world.aws.putSecret(JSON.stringify(API_KEY), ['AWSCURRENT'], world.aws.stacks[0].outputs!.Api);
  prepare();

  await expect(run()).rejects.toThrow();
  expect(counts()).toEqual(left);
  expect(world.twilio.numbers[0].sms_url).toBe(BEFORE.sms_url);

  world.aws.failures.clear();
  world.twilio.intercept = world.twilio.answered = undefined;
  Object.assign(webhooks, { endsAs: 'COMPLETED', secret: undefined });
  await run();
  expect(counts()).toEqual([1, 1, 1]);
  expect(storedKey().sharedKeyId).toBe(webhooks.sharedKeys[0].id);
  expect(webhooks.rules[0].settings[0].settingId).toBe(webhooks.settings[0].id);
  expect(world.twilio.numbers[0].sms_url).toBe(world.webhookUrl);
});

test.each([
  { resource: 'SharedKey', path: /SharedKeys$/ },
  { resource: 'Setting', path: /Settings$/ },
  { resource: 'Rule', path: /Rules$/ },
])('a lost response creates no second $resource', async ({ path }) => {
  losing('POST', path);
  await run();

  expect(counts()).toEqual([1, 1, 1]);
});

test('a Setting and a Rule whose ids were not recorded are used again', async () => {
  await run();
  const version = JSON.parse(world.aws.secretAt(STAGE, SIGNING_KEY_SECRET_ARN)!);
  const { settingId: _, ruleId: __, ...sharedKeySetup } = record();
  world.aws.putSecret(JSON.stringify({ ...version, sharedKeySetup }), [STAGE], SIGNING_KEY_SECRET_ARN);

  expect(await run()).toMatch(/✓ SharedKey .*already/);
  await undo();
  expect(counts()).toEqual([0, 0, 0]);
});

test('a SharedKey that was recorded and not stored is replaced', async () => {
  failing('POST', /Settings$/);
  await expect(run()).rejects.toThrow('auth.value.scheme must be one of');
  world.aws.putSecret('{}', ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN);
  const [{ id }] = webhooks.sharedKeys;

  expect(await run()).toMatch(new RegExp(`! SharedKey +${id} of an earlier run was not stored, so it was deleted`));
  expect(counts()).toEqual([1, 1, 1]);
});

test('a Rule whose key the secret has lost is an error that says how to go on', async () => {
  await run();
  world.aws.putSecret('{}', ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN);

  await expect(run()).rejects.toThrow(/which the secret does not hold, so the gateway rejects messages.*Run "disconnect"/);
});

test.each([
  { name: 'another URL', change: { url: 'https://old.example.com/sms' }, message: /a Rule for the URL https:\/\/old\.example\.com\/sms before/ },
  { name: 'another account', change: { accountSid: OTHER_ACCOUNT_SID }, message: /a Rule for the account ACfedc\w+ before/ },
])('a setup for $name is undone first', async ({ change, message }) => {
  await run();
  const setup = { ...record(), ...change };
  world.aws.putSecret(JSON.stringify({ previousSettings: {}, sharedKeySetup: setup }), [STAGE], SIGNING_KEY_SECRET_ARN);

  await expect(run()).rejects.toThrow(message);
});

test('disconnect restores the number, and then removes Rule, Setting and SharedKey', async () => {
  await run();
  world.twilio.requests.length = 0;
  const out = await undo();

  expect(writes()).toEqual([
    `POST /2010-04-01/Accounts/${ACCOUNT_SID}/IncomingPhoneNumbers`,
    'DELETE /v1/Webhooks/Rules', 'DELETE /v1/Webhooks/Settings', 'DELETE /v1/Webhooks/SharedKeys',
  ]);
  expect(out).toMatch(/ {2}Rule +webhooks_rule_\w+ for http\S+ → deleted\n {2}Setting .* → deleted\n {2}SharedKey .* → deleted\n/);
  expect(world.twilio.numbers[0].sms_url).toBe(BEFORE.sms_url);
  expect([counts(), record()]).toEqual([[0, 0, 0], undefined]);

  await run();
  expect(counts()).toEqual([1, 1, 1]);
});

interface KeptCase {
  readonly name: string;
  readonly prepare?: () => void;
  readonly options?: Partial<DisconnectOptions>;
  readonly line: RegExp;
}

test.each<KeptCase>([
  { name: 'with a number', options: { number: NUMBER }, line: /! Rule +stays for other numbers\./ },
  { name: 'with --dry-run', options: { dryRun: true }, line: /Rule +webhooks_rule_\w+ for http\S+ → deleted/ },
  {
    name: 'while an unknown number points here, and only the SharedKey verifies',
    prepare: () => world.twilio.addNumber('+15005550002', { sms_url: world.webhookUrl }),
    line: /! Rule +stays: numbers still point here/,
  },
])('disconnect $name keeps the Rule', async ({ prepare, options, line }) => {
  await run();
  prepare?.();
  const context = world.context();
  await disconnect({ stack: 'Echo', yes: true, ...options }, context, scriptedPrompts()).catch(() => undefined);

  expect(context.out()).toMatch(line);
  expect(counts()).toEqual([1, 1, 1]);
});

test('a removal that was interrupted is completed by the next one', async () => {
  await run();
  failing('DELETE', /Settings/);
  await expect(undo()).rejects.toThrow('Could not delete the Setting');
  expect(counts()).toEqual([1, 1, 0]);

  expect(await undo()).toContain('✓ SharedKey');
  expect([counts(), record()]).toEqual([[0, 0, 0], undefined]);
});

test('a gateway with an auth token is checked with both keys, and needs an API key for this', async () => {
  const outputs = { webhookUrl: 'Url', authTokenSecret: 'Secret', signingKeySecret: 'Signing' };
  const stack = gatewayStack('Echo', world.webhookUrl, ['Gateway'], undefined, outputs);
  world.aws.stacks.splice(0, 1, { ...stack, outputs: { ...stack.outputs, Signing: SIGNING_KEY_SECRET_ARN } });
  world.aws.putSecret('');

  await expect(run({}, scriptedPrompts(), { TWILIO_API_KEY: '' })).rejects.toThrow(/^--shared-key needs an API key/);
  expect(writes()).toEqual([]);

  const out = await run();
  expect(names(out)?.filter((name) => name.endsWith('message'))).toEqual([
    'Signed message', 'Forged message', 'Signed message', 'Forged message',
  ]);
  expect(storedKey().sharedKeyId).toBe(webhooks.sharedKeys[0].id);
  expect(JSON.parse(world.aws.secretAt(STAGE)!)).toMatchObject({
    previousSettings: { [world.twilio.numbers[0].sid]: { name: NUMBER } },
    sharedKeySetup: { ruleId: webhooks.rules[0].id },
  });
});
