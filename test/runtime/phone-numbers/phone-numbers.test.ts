import type * as entry from '../../../src/runtime/phone-numbers/phone-numbers';
import { fromRoot } from '../../support/paths';
import { expectDiscretion, expectRow, NUMBER, OTHER_URL, renew, type Row, ROWS } from '../../support/phone-number-rows';
import { number, PhoneNumberWorld, service, type StartFunction, WEBHOOK_URL } from '../../support/phone-number-world';

// The custom resource's function from its sources, in this process. As it ships, in a process of its own and with pauses of
// their full length, it is in test/phone-numbers.table.test.ts.

jest.mock('node:timers/promises', () => {
  const { setTimeout: pause, ...others } = jest.requireActual('node:timers/promises');
  return { ...others, setTimeout: async (milliseconds: number, ...rest: unknown[]) => pause(Math.min(milliseconds, 2), ...rest) };
});

// By its full name: beside it is an ES module of the same name, which loads it in Lambda.
const { start } = jest.requireActual<typeof entry>(fromRoot('src/runtime/phone-numbers/phone-numbers.ts'));

const { env } = process;
const printed: string[] = [];
let changes: Record<string, string | undefined> = {};
const inThisProcess: StartFunction = async (environment) => {
  process.env = { ...environment, ...changes };
  printed.length = 0;
  const handler = start();
  return {
    invoke: async (event, remaining = 0) => {
      try {
        await handler(event as Parameters<typeof handler>[0], { awsRequestId: 'request-1', getRemainingTimeInMillis: () => remaining });
        return {};
      } catch (error) {
        return { error: String(error) };
      }
    },
    kill: () => { throw new Error('This process is not to be killed'); },
    stop: async () => undefined,
    get printed() { return printed.join(''); },
  };
};

let world: PhoneNumberWorld;
beforeAll(async () => (world = await PhoneNumberWorld.start(inThisProcess)));
beforeEach(async () => {
  changes = {};
  await renew(world);
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(printed.push(String(line))));
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = env;
  expectDiscretion(world);
});
afterAll(async () => world.close());

test.each(Object.entries(ROWS))('%s', async (_, row) => expectRow(world, row));

const FIRST = 'PN00000000000000000000000000000001';
/** What is not worth a process. */
const MORE: Readonly<Record<string, Row>> = {
  'CloudFormation does not take the answer for longer: Lambda sends the request again': {
    when: async ({ stack }) => {
      stack.rejectedAnswers = 5;
      await stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'a parameter that somebody deleted: the update goes on without it': {
    when: async ({ stack, parameters }) => {
      await stack.create(number(NUMBER));
      parameters.clear();
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: OTHER_URL },
    keeps: [FIRST],
  },
  'a parameter that cannot be read: the error is named': {
    when: async ({ stack }) => stack.create(number(NUMBER, { ParameterName: 'no name' })),
    events: ['Create FAILED', 'Delete FAILED'],
    reason: /^ValidationException: Name no name.*Nothing was changed at Twilio\.$/,
    leaves: { sms_url: '' },
  },
  'Twilio takes the webhook, and shows another one': {
    when: async ({ stack, twilio }) => {
      twilio.answered = ({ method }) => void (method === 'POST' && (twilio.numbers[0].sms_url = OTHER_URL));
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Twilio took the webhook of …01 \(PN0+1\) but shows another one\./,
    leaves: { sms_url: OTHER_URL },
  },
  'Twilio rejects the webhook': {
    when: async ({ stack, twilio }) => {
      twilio.intercept = ({ method }) => method === 'POST' ? { status: 400, code: 21402, message: 'Url is not valid' } : undefined;
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /Twilio rejected it \(error 21402\): Url is not valid\. Nothing was changed at Twilio\.$/,
    leaves: { sms_url: '' },
  },
  'a Messaging Service that is not there': {
    when: async ({ stack }) => stack.create(service(`MG${'7'.repeat(32)}`)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /has no Messaging Service MG7+\. Is it the account/,
  },
  'neither a number nor a Messaging Service': {
    when: async ({ stack }) => {
      const { PhoneNumber, ...others } = number(NUMBER);
      await stack.create(others);
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The Messaging Service is not named by its SID/,
  },
  'a function without a secret, and without the service that keeps it': {
    given: () => (changes = { TWILIO_GATEWAY_SECRET_ARN: undefined, AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' }),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Secrets Manager could not be read \(\w+\)\. Try again\. Nothing was changed at Twilio\.$/,
  },
};

test.each(Object.entries(MORE))('%s', async (_, row) => expectRow(world, row));
