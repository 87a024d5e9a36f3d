import { connect } from '../../../src/cli/connect/connect';
import { disconnect, DisconnectOptions } from '../../../src/cli/connect/disconnect';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../../src/shared/phone-number-settings';
import { gatewayStack, scriptedPrompts, World } from '../gateway-support';

const NUMBER = '+15005550001';
const OTHER_NUMBER = '+15005550002';
const SETTINGS = {
  sms_url: 'https://old.example.com/sms',
  sms_method: 'GET',
  sms_application_sid: 'AP1',
  sms_fallback_url: 'https://old.example.com/fallback',
};

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => world.reset());
afterAll(async () => world.close());

async function connected(options = {}): Promise<void> {
  await connect({ stack: 'Echo', yes: true, overwrite: true, ...options }, world.context(), scriptedPrompts());
}

/** The credentials come from the secret. */
async function run(options: Partial<DisconnectOptions> = {}, prompts = scriptedPrompts()) {
  const context = world.context({ TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });
  await disconnect({ stack: 'Echo', yes: true, ...options }, context, prompts);
  return context.out();
}

const stored = () => JSON.parse(world.aws.secretAt(STAGE) ?? '{}').previousSettings;

test('restores all settings of a number', async () => {
  const number = world.twilio.addNumber(NUMBER, SETTINGS);
  await connected();
  await run();

  expect(number).toMatchObject(SETTINGS);
  expect(stored()).toEqual({});
});

test.each([
  {
    name: 'with a webhook of its own',
    settings: { inbound_request_url: 'https://old.example.com/', use_inbound_webhook_on_number: false },
  },
  {
    name: 'that left messages to its numbers',
    settings: { inbound_request_url: '', use_inbound_webhook_on_number: true },
  },
])('restores a Messaging Service $name', async ({ settings }) => {
  const service = world.twilio.addService('Bot', settings);
  await connected({ messagingService: service.sid });
  await run();

  expect(service).toMatchObject(settings);
});

test('restores the settings of before an application that somebody put over the webhook', async () => {
  const number = world.twilio.addNumber(NUMBER, { ...SETTINGS, sms_application_sid: '' });
  await connected();
  number.sms_application_sid = 'AP9';

  expect(await run()).toContain('the application AP9 → https://old.example.com/sms (GET)');
  expect(number).toMatchObject({ ...SETTINGS, sms_application_sid: '' });
});

test('restores a number that points at the present URL if the stored URL is a former one', async () => {
  const number = world.twilio.addNumber(NUMBER, SETTINGS);
  await connected();
  const { [number.sid]: previous } = stored();
  const former = { ...previous, pending: { url: 'https://former.example.com/sms' } };
  world.aws.putSecret(JSON.stringify({ previousSettings: { [number.sid]: former } }), [STAGE]);
  await run();

  expect(number).toMatchObject(SETTINGS);
  expect(stored()).toEqual({});
});

test('leaves a number alone that points elsewhere by now', async () => {
  const number = world.twilio.addNumber(NUMBER);
  await connected();
  number.sms_url = 'https://new.example.com/sms';

  expect(await run()).toContain('no longer points at the gateway. It was left unchanged.');
  expect(number.sms_url).toBe('https://new.example.com/sms');
  expect(stored()).toEqual({});
});

test('does not guess unknown previous settings, but --clear removes the webhook', async () => {
  world.twilio.addNumber(NUMBER);
  await connected();
  const byHand = world.twilio.addNumber(OTHER_NUMBER, { sms_url: `${world.webhookUrl}#rc=2` });

  await expect(run()).rejects.toThrow('Some numbers or Messaging Services still point at the gateway.');
  expect(byHand.sms_url).toBe(`${world.webhookUrl}#rc=2`);
  await run({ clear: true });
  expect(byHand.sms_url).toBe('');
});

test('changes only the named number', async () => {
  const [first, second] = [world.twilio.addNumber(NUMBER), world.twilio.addNumber(OTHER_NUMBER)];
  await connected({ number: NUMBER });
  await connected({ number: OTHER_NUMBER });
  await run({ number: NUMBER });

  expect([first.sms_url, second.sms_url]).toEqual(['', world.webhookUrl]);
  expect(Object.keys(stored())).toEqual([second.sid]);
});

test.each([
  {
    name: 'the user declines',
    prompts: () => scriptedPrompts(false),
    message: 'Nothing was changed, because you answered no.',
  },
  { name: 'there is no terminal', prompts: () => scriptedPrompts(), message: 'No terminal to confirm on. Add --yes' },
])('changes nothing if $name', async ({ prompts, message }) => {
  const number = world.twilio.addNumber(NUMBER);
  await connected();

  await expect(run({ yes: false }, prompts())).rejects.toThrow(message);
  expect(number.sms_url).toBe(world.webhookUrl);
});

test('works after the stack was deleted, as long as its secret exists', async () => {
  const number = world.twilio.addNumber(NUMBER, SETTINGS);
  await connected();
  world.aws.stacks.unshift({ name: 'Older', status: 'DELETE_COMPLETE', template: {} }); // on an earlier page
  Object.assign(world.aws.stacks[1], { status: 'DELETE_COMPLETE' });

  expect(await run()).toContain('Echo/GatewayConstruct');
  expect(number).toMatchObject(SETTINGS);
});

test.each([
  {
    name: 'the outputs of a deleted stack are gone, too',
    prepare: () => Object.assign(world.aws.stacks[0], { status: 'DELETE_COMPLETE', outputs: {} }),
    message: /^The stack Echo was deleted, .*Twilio Console\.$/,
  },
  {
    name: 'there never was such a stack',
    prepare: () => (world.aws.stacks.length = 0),
    message: /^There is no stack "Echo" in eu-west-1/,
  },
])('says what to do if $name', async ({ prepare, message }) => {
  prepare();

  await expect(run()).rejects.toThrow(message);
});

test('connect does not accept a deleted stack', async () => {
  Object.assign(world.aws.stacks[0], { status: 'DELETE_COMPLETE' });

  await expect(connected()).rejects.toThrow('There is no stack "Echo" in eu-west-1');
});

test('changes nothing with --dry-run, and says if there is nothing to do', async () => {
  const number = world.twilio.addNumber(NUMBER);
  await connected();

  expect(await run({ dryRun: true, yes: false })).toContain('Dry run: nothing was changed.');
  expect(number.sms_url).toBe(world.webhookUrl);
  await run();
  expect(await run()).toContain('Nothing points at the gateway.');
});

describe('a number that the stack points at the gateway', () => {
  const managed = async () => {
    const number = world.twilio.addNumber(NUMBER, SETTINGS);
    await connected();
    world.aws.stacks.splice(0, 1, gatewayStack('Echo', world.webhookUrl, ['Gateway'], [{ Ref: 'Parameter' }, NUMBER]));
    return number;
  };

  test('is left to the stack', async () => {
    const number = await managed();

    expect(await run({ clear: true })).toMatch(new RegExp('! \\+15005550001 +is pointed here by the stack\\. '
      + '.*remove it from phoneNumbers and deploy\\.[^]*Nothing else points at the gateway'));
    expect(number.sms_url).toBe(world.webhookUrl);
  });

  test('is restored once the stack is gone', async () => {
    const number = await managed();
    Object.assign(world.aws.stacks[0], { status: 'DELETE_COMPLETE' });
    await run();

    expect(number).toMatchObject(SETTINGS);
  });

  test('needs nothing of connect', async () => {
    await managed();
    const context = world.context();
    await connect({ stack: 'Echo', yes: true }, context, scriptedPrompts());

    expect(context.out()).toMatch(/✓ \+15005550001 +points at the gateway already/);
  });
});
