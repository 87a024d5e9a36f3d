import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MessageSource, TwilioSmsGateway } from '../../../src';
import { DeployedStack } from '../../support/deployed-stack';
import { SECRET_ARN } from '../../support/messages';
import { PhoneNumberWorld } from '../../support/phone-number-world';

// Stacks that are deployed one after the other: their templates, the function as it ships, the permissions that its
// role has at each moment.

const NUMBERS = ['+15005550001', '+15005550002', '+15005550003'];
const OLD_URL = 'https://old.example.com/sms';
const URL = 'https://gateway.example.com/sms';

interface Options {
  /** CloudFormation parameters that are numbers of their own, and their values. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly fallbackUrl?: string;
  /** ARN of a customer-managed key. */
  readonly key?: string;
}

/** A stack that points numbers at its gateway. */
function templateOf(numbers: readonly string[], { parameters = {}, fallbackUrl, key }: Options = {}) {
  const stack = new Stack(new App(), 'Echo');
  const named = numbers.map((number) => MessageSource.phoneNumber(number, { overwrite: true, fallbackUrl }));
  new TwilioSmsGateway(stack, 'Sms', {
    authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Token', SECRET_ARN),
    webhookUrl: URL,
    encryptionKey: key === undefined ? undefined : kms.Key.fromKeyArn(stack, 'Key', key),
    phoneNumbers: [...named, ...Object.entries(parameters).map(([id, value]) =>
      MessageSource.phoneNumber(new CfnParameter(stack, id, { default: value }).valueAsString, { overwrite: true }))],
  });
  return Template.fromStack(stack).toJSON();
}

let world: PhoneNumberWorld;
let stack: DeployedStack;
beforeAll(async () => {
  world = await PhoneNumberWorld.start();
  stack = await DeployedStack.start(async (environment) => world.start({ ...environment, ...world.environment }));
});
beforeEach(async () => {
  await world.reset();
  NUMBERS.forEach((number) => world.twilio.addNumber(number, { sms_url: OLD_URL }));
  world.allows = (call) => stack.allows(call);
});
afterEach(async () => {
  expect([...world.violations, ...stack.violations]).toEqual([]);
  expect(NUMBERS.filter((number) => stack.log.includes(number.slice(1)))).toEqual([]);
  await stack.reset();
});
afterAll(async () => {
  await stack.close();
  await world.close();
});

/** Which numbers point at the gateway. */
const pointed = () => world.twilio.numbers
  .filter(({ sms_url }) => sms_url === URL)
  .map(({ phone_number }) => phone_number);
const events = () => stack.events.map(({ type, status, reason }) => [type, status, reason].filter((part) => part !== undefined).join(' '));

/** Everything is put back in the end, whatever was there before. */
async function expectNothingLeft(): Promise<void> {
  expect(await stack.destroy()).toBe(true);
  expect(world.twilio.numbers.map(({ sms_url }) => sms_url)).toEqual(NUMBERS.map(() => OLD_URL));
  expect([...world.parameters.keys()]).toEqual([]);
}

const LONG = 90_000;

test('one of two numbers is removed, and added again', async () => {
  await stack.deploy(templateOf(NUMBERS.slice(0, 2)));
  expect(pointed()).toEqual(NUMBERS.slice(0, 2));

  await stack.deploy(templateOf([NUMBERS[1]]));

  expect(events()).toEqual(['Create SUCCESS', 'Create SUCCESS', 'Delete SUCCESS']);
  expect(pointed()).toEqual([NUMBERS[1]]);
  expect(world.parameters.size).toBe(1);
  await expectNothingLeft();
}, LONG);

test('all numbers are removed, with their function', async () => {
  await stack.deploy(templateOf(NUMBERS));

  await stack.deploy(templateOf([]));

  expect(events()).toEqual([...NUMBERS.map(() => 'Create SUCCESS'), ...NUMBERS.map(() => 'Delete SUCCESS')]);
  expect(pointed()).toEqual([]);
  await expectNothingLeft();
}, LONG);

test('a number is replaced with another', async () => {
  await stack.deploy(templateOf([NUMBERS[0]]));

  await stack.deploy(templateOf([NUMBERS[1]]));

  expect(events()).toEqual(['Create SUCCESS', 'Create SUCCESS', 'Delete SUCCESS']);
  expect(pointed()).toEqual([NUMBERS[1]]);
  await expectNothingLeft();
}, LONG);

test('a number that is a parameter of the stack is replaced', async () => {
  await stack.deploy(templateOf([], { parameters: { Number: NUMBERS[0] } }));

  await stack.deploy(templateOf([], { parameters: { Number: NUMBERS[1] } }));

  expect(events()).toEqual(['Create SUCCESS', 'Update SUCCESS', 'Delete SUCCESS']);
  expect(pointed()).toEqual([NUMBERS[1]]);
  await expectNothingLeft();
}, LONG);

test('the first of two numbers that are parameters is removed: the second stays', async () => {
  await stack.deploy(templateOf([], { parameters: { One: NUMBERS[0], Two: NUMBERS[1] } }));

  await stack.deploy(templateOf([], { parameters: { Two: NUMBERS[1] } }));

  expect(events()).toEqual(['Create SUCCESS', 'Create SUCCESS', 'Delete SUCCESS']);
  expect(pointed()).toEqual([NUMBERS[1]]);
  await expectNothingLeft();
}, LONG);

test('a replacement that fails while another number changes is rolled back', async () => {
  await stack.deploy(templateOf([NUMBERS[0], NUMBERS[1]]));
  await stack.deploy(templateOf([NUMBERS[1]], {}));
  stack.events.length = 0;

  expect(await stack.deploy(templateOf([NUMBERS[1], '+15005550099'], {
    fallbackUrl: 'https://spare.example.com/sms',
  }))).toBe(false);

  expect(events().filter((event) => event.includes('FAILED')))
    .toEqual([expect.stringMatching(/^Create FAILED The Twilio account \S+ has no number …99/)]);
  expect(pointed()).toEqual([NUMBERS[1]]);
  expect(world.twilio.numbers[1].sms_fallback_url).toBe('');
  await expectNothingLeft();
}, LONG);

describe('previous settings are encrypted with the current key, and the previous key is needed no longer', () => {
  const [ONE, OTHER] = ['1', '2'].map((id) => `arn:aws:kms:us-east-1:000000000000:key/${id}`);

  test.each([
    { name: 'a key is added', after: ONE },
    { name: 'another key', before: ONE, after: OTHER },
    { name: 'the key is taken out', before: ONE },
  ])('$name', async ({ before, after }) => {
    await stack.deploy(templateOf(NUMBERS.slice(0, 2), { key: before }));

    await stack.deploy(templateOf(NUMBERS.slice(0, 2), { key: after }));

    expect(events()).toEqual(['Create SUCCESS', 'Create SUCCESS', 'Update SUCCESS', 'Update SUCCESS']);
    expect([...world.keys.values()]).toEqual(after === undefined ? [] : [after, after]);
    await stack.deploy(templateOf([NUMBERS[1]], { key: after }));
    expect(pointed()).toEqual([NUMBERS[1]]);
    await expectNothingLeft();
  }, LONG);

  test('another key while a number is removed', async () => {
    await stack.deploy(templateOf(NUMBERS.slice(0, 2), { key: ONE }));

    await stack.deploy(templateOf([NUMBERS[1]], { key: OTHER }));

    expect(events()).toEqual(['Create SUCCESS', 'Create SUCCESS', 'Update SUCCESS', 'Delete SUCCESS']);
    expect(pointed()).toEqual([NUMBERS[1]]);
    expect([...world.keys.values()]).toEqual([OTHER]);
    await expectNothingLeft();
  }, LONG);

  test('another key while a number that is a parameter of the stack is replaced', async () => {
    await stack.deploy(templateOf([], { parameters: { Number: NUMBERS[0] }, key: ONE }));

    await stack.deploy(templateOf([], { parameters: { Number: NUMBERS[1] }, key: OTHER }));

    expect(events()).toEqual(['Create SUCCESS', 'Update SUCCESS', 'Delete SUCCESS']);
    expect([...world.keys.values()]).toEqual([OTHER]);
    await expectNothingLeft();
  }, LONG);

  test('another key in an update that fails is rolled back', async () => {
    await stack.deploy(templateOf([NUMBERS[0]], { key: ONE }));

    expect(await stack.deploy(templateOf([NUMBERS[0], '+15005550099'], { key: OTHER }))).toBe(false);

    expect([...world.keys.values()]).toEqual([ONE]);
    await expectNothingLeft();
  }, LONG);
});
