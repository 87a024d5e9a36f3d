import { connect, ConnectOptions } from '../../../src/cli/connect/connect';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../../src/shared/env';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../support/messages';
import { gatewayStack, scriptedPrompts, World } from '../gateway-support';

const NUMBER = '+15005550001';
const FOREIGN = { sms_url: 'https://old.example.com/sms', sms_method: 'GET' };

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

test('stores the token, proves the gateway, saves the settings and points the number, in this order', async () => {
  const number = world.twilio.addNumber(NUMBER, { sms_url: 'https://demo.twilio.com/welcome/sms/reply' });

  const out = await run();

  expect(JSON.parse(world.aws.secretAt('AWSCURRENT')!)).toEqual({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  expect(number).toMatchObject({ sms_url: world.webhookUrl, sms_method: 'POST', sms_application_sid: '' });
  expect(JSON.parse(world.aws.secretAt(STAGE)!).previousSettings[number.sid]).toMatchObject({ settings: { url: 'https://demo.twilio.com/welcome/sms/reply' } });
  expect(out.match(/✓ (Secret|Signed|Forged|Saved|\+1)/g)).toEqual(['✓ Secret', '✓ Signed', '✓ Forged', '✓ Saved', '✓ +1']);
  expect(world.twilio.violations).toEqual([]);
  expect(out).not.toContain(AUTH_TOKEN);
});

test('the second time writes nothing', async () => {
  world.twilio.addNumber(NUMBER);
  await run();
  world.aws.calls.length = world.twilio.requests.length = 0;

  expect(await run()).toMatch(/✓ Secret +holds these credentials already\n✓ \+15005550001 +points at the gateway already/);
  expect(written()).toEqual([]);
});

test('a gateway that does not let the signed text in leaves the number as it is', async () => {
  const number = world.twilio.addNumber(NUMBER);
  world.answer = { status: 404 };

  const context = world.context();
  world.onText = () => context.interrupt(); // it would wait for the gateway to notice the token
  await expect(connect({ stack: 'Echo', yes: true }, context, scriptedPrompts())).rejects.toThrow();
  expect(number.sms_url).toBe('');
  expect(context.out()).toContain('Not all is done.');
});

test('shows what it would do and changes nothing with --dry-run', async () => {
  world.twilio.addNumber(NUMBER, FOREIGN);

  expect(await run({ dryRun: true, yes: false })).toMatch(/holds its random start value →[^]*https:\/\/old\.example\.com\/sms \(GET\) → http:/);
  expect(written()).toEqual([]);
});

test('asks before it changes anything, and takes no for an answer', async () => {
  world.twilio.addNumber(NUMBER);
  const prompts = scriptedPrompts(false);

  await expect(run({ yes: false }, prompts)).rejects.toThrow('Nothing was changed.');
  expect(prompts.asked).toEqual(['Change it?']);
  expect(written()).toEqual([]);
});

test.each<[name: string, prepare: () => void, options: Partial<ConnectOptions>, message: RegExp]>([
  ['a foreign webhook', () => world.twilio.addNumber(NUMBER, FOREIGN), {}, /has a webhook that is not this gateway's.*--overwrite/],
  ['an application', () => world.twilio.addNumber(NUMBER, { sms_application_sid: 'AP1' }), {}, /the application AP1.*--overwrite/],
  ["another account's token", () => {
    world.twilio.addNumber(NUMBER);
    world.aws.putSecret(JSON.stringify({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN }));
  }, {}, /token of another account/],
  ['a number that its service answers', () => world.twilio.addService('Bot', {}, world.twilio.addNumber(NUMBER)), { number: NUMBER }, /in the Messaging Service Bot.*--messaging-service MG/],
  ['a number that is not there', () => world.twilio.addNumber(NUMBER), { number: '+1 (500) 555-0009' }, /no number \+15005550009.*It has: \+15005550001/],
  ['an account without numbers', () => undefined, {}, /no number that takes texts/],
  ['nobody to choose', () => [world.twilio.addNumber(NUMBER), world.twilio.addNumber('+15005550002')], {}, /Which one\? Add one of: --number \+15005550001, --number \+15005550002/],
  ['nobody to agree', () => world.twilio.addNumber(NUMBER), { yes: false }, /Add --yes/],
  ['a stack that is not there', () => undefined, { stack: 'Other' }, /no stack "Other" in eu-west-1/],
  ['a stack without a gateway', () => world.aws.stacks.push({ name: 'Plain', template: {} }), { stack: 'Plain' }, /deployed stack Plain has no TwilioSmsGateway/],
  ['several gateways', () => world.aws.stacks.push(gatewayStack('Two', 'https://example.com', ['A', 'B'])), { stack: 'Two' }, /--gateway: Two\/AConstruct, Two\/BConstruct/],
  ['a suspended account', () => (world.twilio.account.status = 'suspended'), {}, /is suspended/],
  ['the secondary token', () => (world.twilio.account.auth_token = OTHER_AUTH_TOKEN), {}, /secondary auth token/],
])('is rejected, with nothing changed: %s', async (_, prepare, options, message) => {
  prepare();

  await expect(run(options)).rejects.toThrow(message);
  expect(written()).toEqual([]);
});

test('points a Messaging Service at the gateway, and takes it back from its numbers', async () => {
  const service = world.twilio.addService('Bot', { use_inbound_webhook_on_number: true }, world.twilio.addNumber(NUMBER));
  await run({ messagingService: service.sid });

  expect(service).toMatchObject({ inbound_request_url: world.webhookUrl, inbound_method: 'POST', use_inbound_webhook_on_number: false });
});

test('lets one choose, and clears an application with --overwrite', async () => {
  world.twilio.addNumber(NUMBER);
  const second = world.twilio.addNumber('+15005550002', { sms_application_sid: 'AP1' });
  world.twilio.addNumber('+15005550003');
  const prompts = scriptedPrompts('+15005550002');
  await run({ overwrite: true }, prompts);

  expect(second).toMatchObject({ sms_url: world.webhookUrl, sms_application_sid: '' });
});

test('keeps what was there before the gateway when its URL changes', async () => {
  const number = world.twilio.addNumber(NUMBER, FOREIGN);
  await run({ overwrite: true });
  const old = `${world.webhookUrl}-old`;
  number.sms_url = old;
  const previous = { name: NUMBER, webhookUrl: old, settings: { url: FOREIGN.sms_url } };
  world.aws.putSecret(JSON.stringify({ previousSettings: { [number.sid]: previous } }), [STAGE]);
  await run();

  const { previousSettings } = JSON.parse(world.aws.secretAt(STAGE)!);
  expect(previousSettings[number.sid]).toMatchObject({ webhookUrl: world.webhookUrl, settings: { url: FOREIGN.sms_url } });
});

describe('a number that points at the gateway already', () => {
  const RETRIES = '#rc=2&rp=5xx,ct,rt';
  const addRetries = () => world.aws.stacks.splice(0, Infinity, gatewayStack('Echo', world.webhookUrl + RETRIES));

  test.each<[what: string, present: () => { sms_url: string; sms_method?: string }, prepare: () => unknown, expected: () => { sms_url: string }]>([
    ['but with GET', () => ({ sms_url: world.webhookUrl, sms_method: 'GET' }), () => undefined, () => ({ sms_url: world.webhookUrl })],
    ['but without the retries of deduplication', () => ({ sms_url: world.webhookUrl }), addRetries, () => ({ sms_url: world.webhookUrl + RETRIES })],
    ['with GET and connection overrides of somebody', () => ({ sms_url: `${world.webhookUrl}#rc=5`, sms_method: 'GET' }), addRetries, () => ({ sms_url: `${world.webhookUrl}#rc=5` })],
  ])('%s: that is set, and nothing is saved that disconnect would put back', async (_, present, prepare, expected) => {
    prepare();
    const number = world.twilio.addNumber(NUMBER, { sms_method: 'POST', ...present() });
    const out = await run();

    expect(number).toMatchObject({ ...expected(), sms_method: 'POST' });
    expect(out).toContain(`→ ${expected().sms_url} (POST)`);
    expect(JSON.parse(world.aws.secretAt(STAGE) ?? '{}').previousSettings ?? {}).toEqual({});
  });

  test('is left alone with connection overrides of somebody', async () => {
    addRetries();
    world.twilio.addNumber(NUMBER, { sms_url: `${world.webhookUrl}#rc=5`, sms_method: 'POST' });

    expect(await run()).toContain('points at the gateway already');
    expect(world.twilio.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
  });
});

test.each([
  ['secret', ['PutSecretValue']],
  ['number', ['PutSecretValue', expect.stringMatching(/^POST /)]],
  ['proof', []],
] as const)('does only the step %s', async (only, calls) => {
  world.twilio.addNumber(NUMBER);
  if (only === 'proof') world.aws.putSecret(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }));
  await run({ only });

  expect(written()).toEqual(calls);
});

test('keeps the other keys of a secret that was brought', async () => {
  world.twilio.addNumber(NUMBER);
  world.aws.putSecret('{"apiKey":"mine","authToken":""}');
  await run();

  expect(JSON.parse(world.aws.secretAt('AWSCURRENT')!)).toEqual({ apiKey: 'mine', accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
});

test('asks for the token where it is not given, unseen', async () => {
  world.twilio.addNumber(NUMBER);
  const prompts = scriptedPrompts(ACCOUNT_SID, AUTH_TOKEN);
  await run({}, prompts, { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });

  expect(prompts.asked).toEqual(['Twilio Account SID (AC...):', 'Twilio auth token:']);
});
