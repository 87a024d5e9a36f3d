import { gatewayStack, scriptedPrompts, World } from './gateway-support';
import { check } from '../../src/cli/check/check';
import { connect, ConnectOptions } from '../../src/cli/connect/connect';
import { disconnect } from '../../src/cli/connect/disconnect';
import { text } from '../../src/cli/text/text';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../src/shared/phone-number-settings';
import {
  ACCOUNT_SID, API_KEY, API_KEY_SECRET, API_KEY_SECRET_ARN, API_KEY_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, SHARED_KEY,
  SIGNING_KEY_SECRET_ARN,
} from '../support/messages';

// Commands for a gateway that has a SharedKey and an API key instead of an auth token.

const NUMBER = '+15005550001';
const GIVEN = { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_API_KEY: API_KEY_SID, TWILIO_API_SECRET: API_KEY_SECRET };
const NOTHING = { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' };

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => world.resetWithoutToken());
afterAll(async () => world.close());

/** The environment of the tests holds an auth token too, which no command may use. */
async function run(options: Partial<ConnectOptions> = {}, prompts = scriptedPrompts(), env: object = GIVEN) {
  const context = world.context({ ...env });
  await connect({ stack: 'Echo', yes: true, ...options }, context, prompts);
  for (const secret of [AUTH_TOKEN, API_KEY_SECRET, SHARED_KEY.sharedKey]) expect(context.out()).not.toContain(secret);
  return context.out();
}

async function runCheck(env: object = NOTHING) {
  const context = world.context({ ...env });
  const isDone = await check({ target: 'Echo', since: 60 }, context).then(() => true, () => false);
  for (const secret of [AUTH_TOKEN, API_KEY_SECRET, SHARED_KEY.sharedKey]) expect(context.out()).not.toContain(secret);
  return { isDone, out: context.out() };
}

const apiKeyStored = () => JSON.parse(world.aws.secretAt('AWSCURRENT', API_KEY_SECRET_ARN) ?? '{}');
const putApiKey = (content: object = API_KEY) =>
  world.aws.putSecret(JSON.stringify(content), ['AWSCURRENT'], API_KEY_SECRET_ARN);

test('connect stores the API key, checks the gateway with the SharedKey, and points the number', async () => {
  const number = world.twilio.addNumber(NUMBER, { sms_url: 'https://demo.twilio.com/welcome/sms/reply' });

  const out = await run();

  expect(out.match(/^[✓!] .{16}/gm)?.map((line) => line.slice(2).trim())).toEqual([
    'Gateway', 'API key', 'API key', 'Signed message', 'Forged message', 'Stored', NUMBER,
  ]);
  expect(out).toMatch(/Changes\n {2}API key +holds nothing → the API key SK0a/);
  expect(apiKeyStored()).toEqual(API_KEY);
  expect(number.sms_url).toBe(world.webhookUrl);
  expect(new Set(world.twilio.users)).toEqual(new Set([API_KEY_SID]));
  // The settings to restore are beside the SharedKey, which stays what it is.
  expect(JSON.parse(world.aws.secretAt(STAGE, SIGNING_KEY_SECRET_ARN)!).previousSettings[number.sid].settings.url)
    .toBe('https://demo.twilio.com/welcome/sms/reply');
  expect(JSON.parse(world.aws.secretAt('AWSCURRENT', SIGNING_KEY_SECRET_ARN)!)).toEqual(SHARED_KEY);
  expect(world.aws.versions).toEqual([]);
  expect(world.twilio.violations).toEqual([]);
});

test('connect asks for the API key where none is known, and never for an auth token', async () => {
  world.twilio.addNumber(NUMBER);
  const prompts = scriptedPrompts(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET);

  await run({}, prompts, NOTHING);
  expect(prompts.asked).toEqual([
    'Twilio Account SID (AC...):', 'SID of the Twilio API key (SK...):', 'Secret of the API key:',
  ]);
  expect(apiKeyStored()).toEqual(API_KEY);
});

test('connect takes the API key that the secret holds, and keeps its other values', async () => {
  world.twilio.addNumber(NUMBER);
  putApiKey({ ...API_KEY, validationUrl: 'https://api.twilio.com/x' });

  expect(await run({}, scriptedPrompts(), NOTHING)).toMatch(/✓ API key +holds the API key SK\w+ already/);
  expect(world.aws.calls.filter((call) => call === 'PutSecretValue')).toHaveLength(1); // the previous settings
});

test('--only secret writes the API key and nothing else', async () => {
  putApiKey({ note: 'mine' });

  await run({ only: 'secret' });
  expect(apiKeyStored()).toEqual({ note: 'mine', ...API_KEY });
  expect(world.aws.calls.filter((call) => call === 'PutSecretValue')).toHaveLength(1);
  expect(world.twilio.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
});

test.each<{ readonly name: string; readonly prepare?: () => void; readonly env?: object; readonly message: RegExp }>([
  {
    name: 'nothing is given and nobody can be asked',
    env: NOTHING,
    message: /^TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET are needed\./,
  },
  {
    name: 'Twilio does not know the API key',
    prepare: () => (world.twilio.apiKey = undefined),
    message: /^Could not check the API key: Twilio does not accept this API key for it \(error 20003\)/,
  },
  {
    name: 'the secret holds the key of another account',
    prepare: () => putApiKey({ ...API_KEY, accountSid: OTHER_ACCOUNT_SID }),
    message: /^Nothing was changed: the secret holds the API key of another account, ACfedc.*Add --overwrite/,
  },
  {
    name: 'there is no SharedKey to sign with',
    prepare: () => world.aws.putSecret('{}', ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN),
    message: /^The secret with the SharedKey holds JSON without the key sharedKeyId.*put-secret-value --secret-id \S+Signing-a1b2c3 /,
  },
  {
    name: 'only a half of the API key is given',
    env: { ...GIVEN, TWILIO_API_SECRET: '' },
    message: /^TWILIO_API_KEY needs TWILIO_API_SECRET\. Set both, or neither\./,
  },
  {
    name: 'only the secret of the API key is given',
    env: { ...GIVEN, TWILIO_API_KEY: '' },
    message: /^TWILIO_API_SECRET needs TWILIO_API_KEY\./,
  },
  {
    name: 'the SID of the API key is an Account SID',
    env: { ...GIVEN, TWILIO_API_KEY: ACCOUNT_SID },
    message: /^SID of an API key must be "SK" followed by 32 hexadecimal digits\. Got an Account SID/,
  },
  {
    name: 'the secret of the API key is too short',
    env: { ...GIVEN, TWILIO_API_SECRET: 'canary' },
    message: /^Secret of an API key must have at least 16 characters without blanks\. Got 6 characters/,
  },
])('connect changes nothing where $name', async ({ prepare, env, message }) => {
  const number = world.twilio.addNumber(NUMBER);
  prepare?.();

  const error: Error = await run({}, scriptedPrompts(), env).then(() => { throw new Error('done'); }, (reason) => reason);
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('canary');
  expect(number.sms_url).toBe('');
  expect(world.aws.calls).not.toContain('PutSecretValue');
});

test('check has a line for each secret, and uses what they hold', async () => {
  world.twilio.addNumber(NUMBER);
  await run();
  world.twilio.users.length = 0;

  const { isDone, out } = await runCheck();
  expect(out.match(/^✓ .{16}/gm)?.map((line) => line.slice(2).trim())).toEqual([
    'Stack', 'Gateway', 'Signing secret', 'API key secret', 'API key', 'Number', 'Signed message', 'Forged message', 'Log',
  ]);
  expect(isDone).toBe(true);
  expect(new Set(world.twilio.users)).toEqual(new Set([API_KEY_SID]));
});

test.each<{ readonly name: string; readonly prepare: () => void; readonly line: RegExp }>([
  {
    name: 'an auth token in the secret of the API key',
    prepare: () => putApiKey({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }),
    line: /✗ API key secret +holds an auth token instead of an API key\. Set TWILIO_API_KEY.*--only secret"/,
  },
  {
    name: 'an API key of another account',
    prepare: () => putApiKey({ ...API_KEY, accountSid: OTHER_ACCOUNT_SID }),
    line: /✗ API key secret +holds an API key of another account, ACfedc\w+, so messages of AC0123\w+ get no reply/,
  },
  {
    name: 'a SharedKey without an algorithm',
    prepare: () => world.aws.putSecret(JSON.stringify({ ...SHARED_KEY, algorithm: 'none' }), ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN),
    line: /✗ Signing secret +holds an algorithm that is neither HMAC_SHA256 nor HMAC_SHA1 instead of a SharedKey\. Store one: aws/,
  },
  {
    name: 'no SharedKey',
    prepare: () => world.aws.otherSecrets.set(SIGNING_KEY_SECRET_ARN, []),
    line: /✗ Signing secret +holds nothing instead of a SharedKey/,
  },
  {
    name: 'an API key that Twilio does not know',
    prepare: () => (world.twilio.apiKey = undefined),
    line: /✗ API key +Could not check the API key: Twilio does not accept this API key/,
  },
])('check finds $name', async ({ prepare, line }) => {
  world.twilio.addNumber(NUMBER);
  await run();
  prepare();

  const { isDone, out } = await runCheck();
  expect(isDone).toBe(false);
  expect(out).toMatch(line);
});

test('text signs with the SharedKey', async () => {
  const context = world.context(NOTHING);
  await text({ to: 'Echo', body: 'Hello', from: NUMBER, media: [], channel: 'sms' }, context, scriptedPrompts());

  expect(context.out()).toContain('gateway  Hello');
});

test('text says how to store a SharedKey where there is none', async () => {
  world.aws.otherSecrets.set(SIGNING_KEY_SECRET_ARN, []);

  await expect(text({ to: 'Echo', body: 'Hello', from: NUMBER, media: [], channel: 'sms' }, world.context(NOTHING), scriptedPrompts()))
    .rejects.toThrow(/^The gateway's secret holds nothing, so the message cannot be signed\. Store the SharedKey first: aws secretsmanager/);
});

test('disconnect uses the API key, and asks for one only where the secret has none', async () => {
  const number = world.twilio.addNumber(NUMBER, { sms_url: 'https://demo.twilio.com/welcome/sms/reply' });
  await run();

  const context = world.context(NOTHING);
  await disconnect({ stack: 'Echo', yes: true }, context, scriptedPrompts());
  expect(number.sms_url).toBe('https://demo.twilio.com/welcome/sms/reply');
  expect(context.out()).toContain('The secret keeps the SharedKey, also after "cdk destroy": arn:aws:');

  await run();
  putApiKey({});
  const prompts = scriptedPrompts(ACCOUNT_SID, API_KEY_SID, API_KEY_SECRET);
  await disconnect({ stack: 'Echo', yes: true }, world.context(NOTHING), prompts);
  expect(prompts.asked).toHaveLength(3);
  expect(number.sms_url).toBe('https://demo.twilio.com/welcome/sms/reply');
});

describe('a gateway with an auth token and an API key', () => {
  beforeEach(() => {
    const outputs = { webhookUrl: 'Url', authTokenSecret: 'Secret', apiKeySecret: 'Api' };
    const stack = gatewayStack('Echo', world.webhookUrl, ['Gateway'], undefined, outputs);
    world.aws.stacks.length = 0;
    world.aws.stacks.push({ ...stack, outputs: { ...stack.outputs, Api: API_KEY_SECRET_ARN } });
    world.aws.putSecret('');
    world.twilio.addNumber(NUMBER);
  });

  test('gets both from connect, which names both changes', async () => {
    const out = await run();

    expect(out).toMatch(/Changes\n {2}Secret +holds nothing → Account SID and auth token\n {2}API key +holds nothing → the API key SK/);
    expect(JSON.parse(world.aws.secretAt('AWSCURRENT')!)).toEqual({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
    expect(apiKeyStored()).toEqual(API_KEY);
    // Only the auth token may read the account, to see whether it is the primary one.
    expect(world.twilio.requests.filter((_, i) => world.twilio.users[i] === ACCOUNT_SID))
      .toEqual([`GET /2010-04-01/Accounts/${ACCOUNT_SID}.json`]);
  });

  test('needs no auth token to point a number', async () => {
    await run({ only: 'number' }, scriptedPrompts(), { ...GIVEN, TWILIO_AUTH_TOKEN: '' });

    expect(new Set(world.twilio.users)).toEqual(new Set([API_KEY_SID]));
    expect(world.aws.calls).toContain('PutSecretValue');
  });

  test('is checked with both', async () => {
    await run();

    const { isDone, out } = await runCheck();
    expect(out).toMatch(/✓ Secret [^]*✓ API key secret [^]*✓ Twilio account [^]*✓ API key [^]*✓ Number /);
    expect(isDone).toBe(true);
  });
});
