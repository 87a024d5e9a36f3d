import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { TwilioRegion, TwilioSmsGateway } from '../../../src';
import { check } from '../../../src/cli/check/check';
import { connect } from '../../../src/cli/connect/connect';
import { disconnect } from '../../../src/cli/connect/disconnect';
import { runCli } from '../../../src/cli/program';
import { UsageError } from '../../../src/cli/terminal/context';
import { givenRegion, TwilioRegionOptions } from '../../../src/cli/twilio/given-region';
import { METADATA_KEY } from '../../../src/shared/deployment-metadata';
import { PREVIOUS_SETTINGS_STAGE as STAGE } from '../../../src/shared/phone-number-settings';
import { OTHER_AUTH_TOKEN } from '../../support/messages';
import { gatewayStack, scriptedPrompts, synthesizedStack, World } from '../gateway-support';
import { testContext } from '../support';

const NUMBER = '+353123456789';
const OLD_URL = 'https://old.example.com/sms';

let world: World;
/** The hosts of Twilio that were called. */
let hosts: string[];
beforeAll(async () => (world = await World.start()));
beforeEach(() => {
  world.reset();
  hosts = [];
  const { fetch } = globalThis;
  // The real call, to the emulator instead of the host.
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = new URL(String(input));
    if (!url.hostname.endsWith('.twilio.com')) return fetch(input, init);
    hosts.push(url.hostname);
    return fetch(world.twilio.url + url.pathname + url.search, init);
  });
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => world.close());

const toTwilio = (env = {}) => world.context({ TWILIO_GATEWAY_API_URL: undefined, ...env });
const inRegion = (twilioRegion: unknown) => {
  const stack = gatewayStack('Echo', world.webhookUrl);
  Object.assign(stack.template.Resources.Gateway.Metadata[METADATA_KEY], { twilioRegion });
  world.aws.stacks.splice(0, Infinity, stack);
};
const stored = () => JSON.parse(world.aws.secretAt(STAGE) ?? '{}').previousSettings;

const IRELAND = { twilioRegion: 'dublin.ie1', constructPath: 'Echo/Sms' };
test.each<{
  name: string;
  options?: TwilioRegionOptions;
  gateway?: typeof IRELAND;
  env?: Record<string, string>;
  region: string | undefined;
}>([
  { name: 'nothing', region: undefined },
  { name: 'the gateway', gateway: IRELAND, region: 'dublin.ie1' },
  { name: 'the environment', env: { TWILIO_REGION: 'ie1' }, region: 'dublin.ie1' },
  { name: 'both variables', env: { TWILIO_REGION: 'jp1', TWILIO_EDGE: 'tokyo' }, region: 'tokyo.jp1' },
  { name: 'the variable of the edge alone', env: { TWILIO_EDGE: 'ashburn' }, region: 'ashburn.us1' },
  { name: 'blank variables', env: { TWILIO_REGION: ' ', TWILIO_EDGE: '' }, region: undefined },
  { name: 'the gateway, not the environment', gateway: IRELAND, env: { TWILIO_REGION: 'au1' }, region: 'dublin.ie1' },
  { name: 'an option, not the gateway', options: { twilioRegion: 'au1' }, gateway: IRELAND, region: 'sydney.au1' },
  { name: 'an option for the default', options: { twilioRegion: 'us1' }, gateway: IRELAND, region: undefined },
  { name: 'both options', options: { twilioRegion: 'jp1', twilioEdge: 'tokyo' }, region: 'tokyo.jp1' },
  {
    name: 'an option, not the environment',
    options: { twilioRegion: 'au1' },
    env: { TWILIO_REGION: 'jp1', TWILIO_EDGE: 'tokyo' },
    region: 'sydney.au1',
  },
])('the region is that of $name', ({ options = {}, gateway, env = {}, region }) => {
  expect(givenRegion(options, testContext({ env }), gateway)).toBe(region);
});

test('the file of --env-file names the region of its credentials', () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'region-'));
  fs.writeFileSync(path.join(folder, '.env'), 'TWILIO_REGION=au1\n');

  const context = testContext({ cwd: folder, env: { TWILIO_REGION: 'ie1' } });
  expect(givenRegion({ envFile: '.env' }, context)).toBe('sydney.au1');
  fs.rmSync(folder, { recursive: true });
});

test.each<{ name: string; options?: TwilioRegionOptions; env?: Record<string, string>; message: string }>([
  { name: 'an option', options: { twilioRegion: 'dublin' }, message: 'must be two letters and a number, such as ie1' },
  { name: 'an edge', options: { twilioEdge: 'evil.example/' }, message: 'got "evil.example/".' },
  { name: 'a region without its edge', options: { twilioRegion: 'jp1' }, message: 'needs an edge, got none' },
  { name: 'a variable', env: { TWILIO_REGION: 'eu-west-1' }, message: 'got "eu-west-1".' },
])('a wrong value of $name is a usage error', ({ options = {}, env = {}, message }) => {
  const given = () => givenRegion(options, testContext({ env }));
  expect(given).toThrow(UsageError);
  expect(given).toThrow(message);
});

test('a deployed gateway that names another host gets no credentials', async () => {
  inRegion('evil.example/x');

  await expect(connect({ stack: 'Echo', yes: true }, toTwilio(), scriptedPrompts())).rejects
    .toThrow('names the Twilio region "evil.example/x". Expected an edge and a region, such as dublin.ie1.');
  expect(hosts).toEqual([]);
});

test('connect, check and disconnect use the region of the deployed gateway, and say so', async () => {
  world.aws.stacks.splice(0, Infinity, synthesizedStack('Echo', world.webhookUrl, (stack) => {
    new TwilioSmsGateway(stack, 'Sms', { twilioRegion: TwilioRegion.IE1 });
  }));
  const number = world.twilio.addNumber(NUMBER, { sms_url: OLD_URL });
  world.twilio.addService('Bot');
  const context = toTwilio();

  await connect({ stack: 'Echo', number: NUMBER, yes: true, overwrite: true }, context, scriptedPrompts());
  expect(number.sms_url).toBe(world.webhookUrl);
  await check({ target: 'Echo', since: 60 }, context);
  await disconnect({ stack: 'Echo', number: NUMBER, yes: true }, context, scriptedPrompts());
  expect(number.sms_url).toBe(OLD_URL);

  expect([...new Set(hosts)].sort()).toEqual(['api.dublin.ie1.twilio.com', 'messaging.dublin.ie1.twilio.com']);
  expect(context.out().match(/! Twilio region +dublin\.ie1: Twilio calls the webhooks of this region only for numbers /g))
    .toHaveLength(3);
});

test('check of a URL uses the region of the environment', async () => {
  const number = world.twilio.addNumber(NUMBER, { sms_url: world.webhookUrl });
  await connect({ stack: 'Echo', only: 'secret', yes: true }, toTwilio(), scriptedPrompts());
  hosts = [];

  await check({ target: world.webhookUrl, since: 60 }, toTwilio({ TWILIO_REGION: 'ie1' }));

  expect([...new Set(hosts)]).toEqual(['api.dublin.ie1.twilio.com', 'messaging.dublin.ie1.twilio.com']);
  expect(number.sms_url).toBe(world.webhookUrl);
});

test('a gateway without a region keeps to the hosts of us1, and says nothing about regions', async () => {
  world.twilio.addNumber(NUMBER);
  const context = toTwilio();

  await connect({ stack: 'Echo', yes: true }, context, scriptedPrompts());

  expect([...new Set(hosts)].sort()).toEqual(['api.twilio.com', 'messaging.twilio.com']);
  expect(context.out()).not.toContain('region');
});

test('previous settings of a number are kept for each region, because it has the same SID in all', async () => {
  const number = world.twilio.addNumber(NUMBER, { sms_url: OLD_URL });
  await connect({ stack: 'Echo', yes: true, overwrite: true }, toTwilio(), scriptedPrompts());
  number.sms_url = 'https://ireland.example.com/sms'; // the emulator has one region: from here on it is ie1
  const ie1 = { stack: 'Echo', yes: true, twilioRegion: 'ie1' };

  await connect({ ...ie1, overwrite: true }, toTwilio(), scriptedPrompts());
  expect(Object.keys(stored())).toEqual([number.sid, `${number.sid}@ie1`]);
  await disconnect(ie1, toTwilio(), scriptedPrompts());

  expect(number.sms_url).toBe('https://ireland.example.com/sms');
  expect(Object.keys(stored())).toEqual([number.sid]);
  expect(stored()[number.sid as string].settings.url).toBe(OLD_URL);
});

test('in another region the token of the account resource is not compared: its region is not documented', async () => {
  world.twilio.addNumber(NUMBER);
  world.twilio.account.auth_token = OTHER_AUTH_TOKEN;

  await expect(connect({ stack: 'Echo', yes: true }, toTwilio(), scriptedPrompts())).rejects.toThrow('secondary');
  await connect({ stack: 'Echo', yes: true, twilioRegion: 'ie1' }, toTwilio(), scriptedPrompts());
});

test.each(['connect', 'disconnect', 'check'].map((command) => ({ command })))(
  'the options of $command are in its help', async ({ command }) => {
    const context = testContext();

    expect(await runCli([command, '--help'], context)).toBe(0);
    expect(context.out()).toContain('--twilio-region <region>');
    expect(context.out()).toContain('--twilio-edge <edge>');
  });
