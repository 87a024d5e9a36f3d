import { connect } from '../../../src/cli/connect/connect';
import { disconnect, DisconnectOptions } from '../../../src/cli/connect/disconnect';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../../src/shared/env';
import { gatewayStack, scriptedPrompts, World } from '../gateway-support';

const NUMBER = '+15005550001';
const SETTINGS = { sms_url: 'https://old.example.com/sms', sms_method: 'GET', sms_application_sid: 'AP1', sms_fallback_url: 'https://old.example.com/fallback' };

let world: World;
beforeAll(async () => (world = await World.start()));
beforeEach(() => world.reset());
afterAll(async () => world.close());

async function connected(options = {}): Promise<void> {
  await connect({ stack: 'Echo', yes: true, overwrite: true, ...options }, world.context(), scriptedPrompts());
}

/** The credentials come from the secret. */
async function run(options: Partial<DisconnectOptions> = {}) {
  const context = world.context({ TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });
  await disconnect({ stack: 'Echo', yes: true, ...options }, context, scriptedPrompts());
  return context.out();
}

const saved = () => JSON.parse(world.aws.secretAt(STAGE) ?? '{}').previousSettings;

test('puts back all settings of a number', async () => {
  const number = world.twilio.addNumber(NUMBER, SETTINGS);
  await connected();
  await run();

  expect(number).toMatchObject(SETTINGS);
  expect(saved()).toEqual({});
});

test.each([
  { inbound_request_url: 'https://old.example.com/', use_inbound_webhook_on_number: false },
  { inbound_request_url: '', use_inbound_webhook_on_number: true },
])('puts back those of a Messaging Service: %j', async (settings) => {
  const service = world.twilio.addService('Bot', settings);
  await connected({ messagingService: service.sid });
  await run();

  expect(service).toMatchObject(settings);
});

test('leaves alone what points elsewhere by now', async () => {
  const number = world.twilio.addNumber(NUMBER);
  await connected();
  number.sms_url = 'https://new.example.com/sms';

  expect(await run()).toContain('does not point at the gateway any more');
  expect(number.sms_url).toBe('https://new.example.com/sms');
  expect(saved()).toEqual({});
});

test('does not guess what was there before, unless told to clear it', async () => {
  world.twilio.addNumber(NUMBER);
  await connected();
  const byHand = world.twilio.addNumber('+15005550002', { sms_url: `${world.webhookUrl}#rc=2` });

  await expect(run()).rejects.toThrow('Something still points');
  expect(byHand.sms_url).toBe(`${world.webhookUrl}#rc=2`);
  await run({ clear: true });
  expect(byHand.sms_url).toBe('');
});

test('changes only the number that is named', async () => {
  const [first, second] = [world.twilio.addNumber(NUMBER), world.twilio.addNumber('+15005550002')];
  await connected({ number: NUMBER });
  await connected({ number: '+15005550002' });
  await run({ number: NUMBER });

  expect([first.sms_url, second.sms_url]).toEqual(['', world.webhookUrl]);
  expect(Object.keys(saved())).toEqual([second.sid]);
});

test('works after the stack was deleted, as long as its secret is there', async () => {
  const number = world.twilio.addNumber(NUMBER, SETTINGS);
  await connected();
  world.aws.stacks.unshift({ name: 'Older', status: 'DELETE_COMPLETE', template: {} }); // on an earlier page
  Object.assign(world.aws.stacks[1], { status: 'DELETE_COMPLETE' });

  expect(await run()).toContain('Echo/GatewayConstruct');
  expect(number).toMatchObject(SETTINGS);
});

test.each([
  ['its outputs are gone, too', () => Object.assign(world.aws.stacks[0], { status: 'DELETE_COMPLETE', outputs: {} }), /^The stack Echo was deleted, .*Twilio Console\.$/],
  ['there was no such stack', () => (world.aws.stacks.length = 0), /^There is no stack "Echo" in eu-west-1/],
])('says what to do where %s', async (_, prepare, message) => {
  prepare();

  await expect(run()).rejects.toThrow(message);
});

test('connect does not take a stack that was deleted', async () => {
  Object.assign(world.aws.stacks[0], { status: 'DELETE_COMPLETE' });

  await expect(connected()).rejects.toThrow('There is no stack "Echo" in eu-west-1');
});

test('says so when there is nothing to do, and changes nothing with --dry-run', async () => {
  const number = world.twilio.addNumber(NUMBER);
  await connected();

  expect(await run({ dryRun: true, yes: false })).toContain('Dry run: nothing was changed.');
  expect(number.sms_url).toBe(world.webhookUrl);
  await run();
  expect(await run()).toContain('Nothing points at the gateway.');
});

describe('what the stack points at the gateway', () => {
  const managed = async () => {
    const number = world.twilio.addNumber(NUMBER, SETTINGS);
    await connected();
    world.aws.stacks.splice(0, 1, gatewayStack('Echo', world.webhookUrl, ['Gateway'], [{ Ref: 'Parameter' }, NUMBER]));
    return number;
  };

  test('is left to the stack', async () => {
    const number = await managed();

    expect(await run({ clear: true })).toMatch(/! \+15005550001 +is pointed here by the stack\. .*take it out of phoneNumbers and deploy\.[^]*Nothing else points at the gateway/);
    expect(number.sms_url).toBe(world.webhookUrl);
  });

  test('is put back once the stack is gone', async () => {
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
