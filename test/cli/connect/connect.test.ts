import { connect, ConnectOptions } from '../../../src/cli/connect/connect';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../../src/shared/phone-number-settings';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { gatewayStack, scriptedPrompts, World } from '../gateway-support';

const NUMBER = '+15005550001';
const OTHER_NUMBER = '+15005550002';
const THIRD_PARTY = { sms_url: 'https://old.example.com/sms', sms_method: 'GET' };

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => world.reset());
afterAll(async () => world.close());

async function run(options: Partial<ConnectOptions> = {}, prompts = scriptedPrompts(), env = {}) {
  const context = world.context(env);
  await connect({ stack: 'Echo', yes: true, ...options }, context, prompts);
  return context.out();
}

const written = () => [...world.aws.calls, ...world.twilio.requests].filter((call) => /^(Put|POST)/.test(call));
const stored = () => JSON.parse(world.aws.secretAt(STAGE) ?? '{}').previousSettings;

test('stores the token, checks the gateway, stores the previous settings and points the number, in order', async () => {
  const number = world.twilio.addNumber(NUMBER, { sms_url: 'https://demo.twilio.com/welcome/sms/reply' });

  const out = await run();

  expect(JSON.parse(world.aws.secretAt('AWSCURRENT')!)).toEqual({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  expect(number).toMatchObject({ sms_url: world.webhookUrl, sms_method: 'POST', sms_application_sid: '' });
  expect(stored()).toEqual({
    [number.sid]: {
      name: NUMBER,
      accountSid: ACCOUNT_SID,
      settings: { url: 'https://demo.twilio.com/welcome/sms/reply', method: 'POST', applicationSid: '' },
      pending: { url: world.webhookUrl },
    },
  });
  expect(out.match(/✓ (Secret|Signed|Forged|Stored|\+1)/g)).toEqual([
    '✓ Secret',
    '✓ Signed',
    '✓ Forged',
    '✓ Stored',
    '✓ +1',
  ]);
  expect(world.twilio.violations).toEqual([]);
  expect(out).not.toContain(AUTH_TOKEN);
});

test('the second time writes nothing', async () => {
  world.twilio.addNumber(NUMBER);
  await run();
  world.aws.calls.length = world.twilio.requests.length = 0;

  expect(await run()).toMatch(
    /✓ Secret +holds these credentials already\n✓ \+15005550001 +points at the gateway already/,
  );
  expect(written()).toEqual([]);
});

test('a gateway that does not accept the signed message leaves the number unchanged', async () => {
  const number = world.twilio.addNumber(NUMBER);
  world.answer = { status: 404 };

  const context = world.context();
  world.onText = () => context.interrupt(); // it would wait for the gateway to notice the token
  await expect(connect({ stack: 'Echo', yes: true }, context, scriptedPrompts())).rejects.toThrow();
  expect(number.sms_url).toBe('');
  expect(context.out()).toContain(
    'Not all steps are done, only those marked ✓. The number may not be connected. Run the same command again',
  );
});

test('--dry-run shows the changes and makes none', async () => {
  world.twilio.addNumber(NUMBER, THIRD_PARTY);

  expect(await run({ dryRun: true, yes: false }))
    .toMatch(/\nChanges\n.*holds its random start value →[^]*https:\/\/old\.example\.com\/sms \(GET\) → http:/);
  expect(written()).toEqual([]);
});

test('asks before it changes anything, and accepts a no', async () => {
  world.twilio.addNumber(NUMBER);
  const prompts = scriptedPrompts(false);

  await expect(run({ yes: false }, prompts)).rejects.toThrow('Nothing was changed, because you answered no.');
  expect(prompts.asked).toEqual(['Change it?']);
  expect(written()).toEqual([]);
});

interface RejectedCase {
  readonly name: string;
  readonly prepare?: () => unknown;
  readonly options?: Partial<ConnectOptions>;
  readonly message: RegExp;
}

test.each<RejectedCase>([
  {
    name: 'a third-party webhook is',
    prepare: () => world.twilio.addNumber(NUMBER, THIRD_PARTY),
    message: /has a webhook that is not this gateway's.*--overwrite/,
  },
  {
    name: 'an application is',
    prepare: () => world.twilio.addNumber(NUMBER, { sms_application_sid: 'AP1' }),
    message: /the application AP1.*--overwrite/,
  },
  {
    name: "another account's token is",
    prepare: () => {
      world.twilio.addNumber(NUMBER);
      world.aws.putSecret(JSON.stringify({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN }));
    },
    message: /token of another account/,
  },
  {
    name: 'a number that its service answers is',
    prepare: () => world.twilio.addService('Bot', {}, world.twilio.addNumber(NUMBER)),
    options: { number: NUMBER },
    message: /in the Messaging Service Bot.*--messaging-service MG/,
  },
  {
    name: 'a number that the account does not have is',
    prepare: () => world.twilio.addNumber(NUMBER),
    options: { number: '+1 (500) 555-0009' },
    message: /no number \+15005550009 that receives messages.*It has: \+15005550001/,
  },
  {
    name: 'a Messaging Service that the account does not have is',
    prepare: () => world.twilio.addNumber(NUMBER),
    options: { messagingService: `MG${'7'.repeat(32)}` },
    message:
      /no Messaging Service MG7+\. The account has no Messaging Services at all\. Check whether it is the account/,
  },
  { name: 'an account without numbers is', message: /no number that receives messages/ },
  {
    name: 'a choice without a terminal is',
    prepare: () => [world.twilio.addNumber(NUMBER), world.twilio.addNumber(OTHER_NUMBER)],
    message: /Add one of: --number \+15005550001, --number \+15005550002/,
  },
  {
    name: 'a change without a terminal to confirm on is',
    prepare: () => world.twilio.addNumber(NUMBER),
    options: { yes: false },
    message: /No terminal to confirm on\. Add --yes/,
  },
  { name: 'a stack that does not exist is', options: { stack: 'Other' }, message: /no stack "Other" in eu-west-1/ },
  {
    name: 'a stack without a gateway is',
    prepare: () => world.aws.stacks.push({ name: 'Plain', template: {} }),
    options: { stack: 'Plain' },
    message: /deployed stack Plain has no TwilioSmsGateway/,
  },
  {
    name: 'a stack with several gateways is',
    prepare: () => world.aws.stacks.push(gatewayStack('Two', 'https://example.com', ['A', 'B'])),
    options: { stack: 'Two' },
    message: /--gateway: Two\/AConstruct, Two\/BConstruct/,
  },
  {
    name: 'a suspended account is',
    prepare: () => (world.twilio.account.status = 'suspended'),
    message: /is suspended/,
  },
  {
    name: 'the secondary token is',
    prepare: () => (world.twilio.account.auth_token = OTHER_AUTH_TOKEN),
    message: /secondary auth token/,
  },
])('$name rejected, and nothing is changed', async ({ prepare, options, message }) => {
  prepare?.();

  await expect(run(options)).rejects.toThrow(message);
  expect(written()).toEqual([]);
});

test('points a Messaging Service at the gateway, and takes its messages back from its numbers', async () => {
  const service = world.twilio.addService(
    'Bot',
    { use_inbound_webhook_on_number: true },
    world.twilio.addNumber(NUMBER),
  );
  await run({ messagingService: service.sid });

  expect(service).toMatchObject({
    inbound_request_url: world.webhookUrl,
    inbound_method: 'POST',
    use_inbound_webhook_on_number: false,
  });
});

test('the user chooses a number, and --overwrite clears an application', async () => {
  world.twilio.addNumber(NUMBER);
  const second = world.twilio.addNumber(OTHER_NUMBER, { sms_application_sid: 'AP1' });
  world.twilio.addNumber('+15005550003');
  const prompts = scriptedPrompts(OTHER_NUMBER);
  await run({ overwrite: true }, prompts);

  expect(second).toMatchObject({ sms_url: world.webhookUrl, sms_application_sid: '' });
});

test('the settings before the gateway stay stored when its URL changes', async () => {
  const number = world.twilio.addNumber(NUMBER, THIRD_PARTY);
  await run({ overwrite: true });
  const old = `${world.webhookUrl}-old`;
  number.sms_url = old;
  const settings = { url: THIRD_PARTY.sms_url, method: 'GET' };
  const previous = { name: NUMBER, accountSid: ACCOUNT_SID, settings, pending: { url: old } };
  world.aws.putSecret(JSON.stringify({ previousSettings: { [number.sid]: previous } }), [STAGE]);
  await run();

  expect(number.sms_url).toBe(world.webhookUrl);
  expect(stored()[number.sid]).toMatchObject({ settings, applied: { url: old }, pending: { url: world.webhookUrl } });
});

describe('a number that points at the gateway already', () => {
  const RETRIES = '#rc=2&rp=5xx,ct,rt';
  const addRetries = () => world.aws.stacks.splice(0, Infinity, gatewayStack('Echo', world.webhookUrl + RETRIES));

  interface PresentCase {
    readonly name: string;
    readonly hasRetries: boolean;
    /** Follows the URL of the webhook. */
    readonly present: { readonly fragment: string; readonly method: string };
    readonly expectedFragment: string;
  }

  test.each<PresentCase>([
    { name: 'with GET', hasRetries: false, present: { fragment: '', method: 'GET' }, expectedFragment: '' },
    {
      name: 'without the retries of deduplication',
      hasRetries: true,
      present: { fragment: '', method: 'POST' },
      expectedFragment: RETRIES,
    },
    {
      name: "with GET and somebody's connection overrides",
      hasRetries: true,
      present: { fragment: '#rc=5', method: 'GET' },
      expectedFragment: '#rc=5',
    },
  ])(
    '$name is corrected, and stores nothing that disconnect would restore',
    async ({ hasRetries, present, expectedFragment }) => {
      if (hasRetries) addRetries();
      const number = world.twilio.addNumber(NUMBER, {
        sms_url: world.webhookUrl + present.fragment,
        sms_method: present.method,
      });
      const out = await run();

      expect(number).toMatchObject({ sms_url: world.webhookUrl + expectedFragment, sms_method: 'POST' });
      expect(out).toContain(`→ ${world.webhookUrl}${expectedFragment} (POST)`);
      expect(out).not.toContain('✓ Stored');
      expect(stored()).toBeUndefined();
    });

  test("is left alone with somebody's connection overrides", async () => {
    addRetries();
    world.twilio.addNumber(NUMBER, { sms_url: `${world.webhookUrl}#rc=5`, sms_method: 'POST' });

    expect(await run()).toContain('points at the gateway already');
    expect(world.twilio.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

test.each<{ readonly only: 'secret' | 'number' | 'proof'; readonly calls: readonly unknown[] }>([
  { only: 'secret', calls: ['PutSecretValue'] },
  { only: 'number', calls: ['PutSecretValue', expect.stringMatching(/^POST /)] },
  { only: 'proof', calls: [] },
])('--only $only does only this step', async ({ only, calls }) => {
  world.twilio.addNumber(NUMBER);
  if (only === 'proof') world.aws.putSecret(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }));
  await run({ only });

  expect(written()).toEqual(calls);
});

test('a version of the secret that connect did not write is rejected, and nothing is changed', async () => {
  world.twilio.addNumber(NUMBER);
  world.aws.putSecret('{"other":"content"}', [STAGE]);

  await expect(run()).rejects.toThrow(
    /does not hold what connect wrote\. Look at that version\. To continue .*, remove its staging label\.$/,
  );
  expect(written()).toEqual([]);
});

test('the other keys of a secret that was brought stay', async () => {
  world.twilio.addNumber(NUMBER);
  world.aws.putSecret('{"apiKey":"mine","authToken":""}');
  await run();

  expect(JSON.parse(world.aws.secretAt('AWSCURRENT')!)).toEqual({
    apiKey: 'mine',
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
  });
});

test('asks for the credentials if they are not given', async () => {
  world.twilio.addNumber(NUMBER);
  const prompts = scriptedPrompts(ACCOUNT_SID, AUTH_TOKEN);
  await run({}, prompts, { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });

  expect(prompts.asked).toEqual(['Twilio Account SID (AC...):', 'Twilio auth token:']);
});
