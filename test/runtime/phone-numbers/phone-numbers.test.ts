import { CASES, expectCase, expectDiscretion, FIRST, NUMBER, OTHER_URL, type PhoneNumberCase, renew } from './cases';
import type * as entry from '../../../src/runtime/phone-numbers/phone-numbers';
import { API_KEY, SECRET_ARN } from '../../support/messages';
import { fromRoot } from '../../support/paths';
import { number, PhoneNumberWorld, service, type StartFunction, WEBHOOK_URL } from '../../support/phone-number-world';

// The custom resource's function from its sources, in this process. phone-number-bundle.test.ts runs the same cases
// with the bundle that ships, in a process of its own and with pauses of full length.

jest.mock('node:timers/promises', () => {
  const { setTimeout: pause, ...others } = jest.requireActual('node:timers/promises');
  return {
    ...others,
    setTimeout: async (milliseconds: number, ...rest: unknown[]) => pause(Math.min(milliseconds, 2), ...rest),
  };
});

// The full name tells it from the ES module beside it, which loads it in Lambda.
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
        const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => remaining };
        await handler(event as Parameters<typeof handler>[0], context);
        return {};
      } catch (error) {
        return { error: String(error) };
      }
    },
    kill: () => { throw new Error('This process must not be killed'); },
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

/** Cases that are not worth a process. */
const MORE_CASES: readonly PhoneNumberCase[] = [
  {
    name: 'a secret that the role may not read is explained',
    when: async ({ stack, secrets }) => {
      secrets.fault = 'denied';
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The function's role may not read the secret/,
  },
  {
    name: 'a secret that the role may not read yet is read again',
    when: async ({ stack, secrets }) => {
      secrets.fault = 'denied';
      setTimeout(() => (secrets.fault = undefined), 20);
      await stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'a deletion succeeds if the role may not read the secret any more',
    when: async ({ stack, secrets }) => {
      await stack.create(number(NUMBER));
      secrets.fault = 'denied';
      await stack.delete();
      expect(stack.log).toMatch(/"outcome":"left".*may still point at the gateway.*role may not read the secret/);
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'Lambda sends the request again if CloudFormation does not take the answer for longer',
    when: async ({ stack }) => {
      stack.rejectedAnswers = 5;
      await stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'an update continues without a parameter that somebody deleted',
    when: async ({ stack, parameters }) => {
      await stack.create(number(NUMBER));
      parameters.clear();
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: OTHER_URL },
    stores: [FIRST],
  },
  {
    name: 'the error of a parameter that cannot be read has its name',
    when: async ({ stack }) => stack.create(number(NUMBER, { ParameterName: 'no name' })),
    events: ['Create FAILED', 'Delete FAILED'],
    reason: /^ValidationException: Name no name.*Nothing was changed at Twilio\.$/,
    leaves: { sms_url: '' },
  },
  {
    name: 'a creation fails if Twilio accepts the webhook but shows another one',
    when: async ({ stack, twilio }) => {
      twilio.answered = ({ method }) => void (method === 'POST' && (twilio.numbers[0].sms_url = OTHER_URL));
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Twilio accepted the webhook of …01 \(PN0+1\) but shows another one\./,
    leaves: { sms_url: OTHER_URL },
  },
  {
    name: 'a creation fails if Twilio rejects the webhook',
    when: async ({ stack, twilio }) => {
      twilio.intercept = ({ method }) =>
        method === 'POST' ? { status: 400, code: 21402, message: 'Url is not valid' } : undefined;
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /Twilio rejected it \(error 21402\): Url is not valid\. Nothing was changed at Twilio\.$/,
    leaves: { sms_url: '' },
  },
  {
    name: 'a Messaging Service that the account does not have is rejected',
    when: async ({ stack }) => stack.create(service(`MG${'7'.repeat(32)}`)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /has no Messaging Service MG7+\. Check whether the secret holds the account/,
  },
  {
    name: 'properties without a number and a Messaging Service are rejected',
    when: async ({ stack }) => {
      const { PhoneNumber, ...others } = number(NUMBER);
      await stack.create(others);
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The SID of the Messaging Service is not valid/,
  },
  {
    name: 'a function without a secret, and without Secrets Manager, says so',
    given: () => (changes = {
      TWILIO_GATEWAY_SECRET_ARN: undefined,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1',
    }),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Secrets Manager could not be read \(\w+\)\. Try again\. Nothing was changed at Twilio\.$/,
  },
];

test.each([...CASES, ...MORE_CASES])('$name', async (phoneNumberCase) => expectCase(world, phoneNumberCase));

describe('with an API key', () => {
  beforeEach(() => {
    world.secrets.put(JSON.stringify(API_KEY));
    world.twilio.apiKey = API_KEY;
  });

  test.each([
    { name: 'an auth token', secret: {} },
    {
      name: 'a SharedKey',
      secret: { TWILIO_GATEWAY_SECRET_ARN: undefined, TWILIO_GATEWAY_SIGNING_KEY_SECRET_ARN: SECRET_ARN },
    },
  ])('a gateway that verifies with $name points numbers with the API key', async ({ secret }) => {
    changes = { ...secret, TWILIO_GATEWAY_API_KEY_SECRET_ARN: SECRET_ARN };
    await world.stack.create(number(NUMBER));

    expect(world.twilio.numbers[0].sms_url).toBe(WEBHOOK_URL);
    expect(new Set(world.twilio.users)).toEqual(new Set([API_KEY.apiKeySid]));
    await world.stack.delete();
  });

  test('Twilio rejects an API key: the reason names it', async () => {
    world.twilio.apiKey = undefined;
    changes = { TWILIO_GATEWAY_API_KEY_SECRET_ARN: SECRET_ARN };
    await world.stack.create(number(NUMBER));

    expect(world.stack.events[0].reason).toMatch(/Twilio does not accept this API key for it \(error 20003\)/);
  });
});

test('without any secret in its environment the function starts, and a request fails', async () => {
  changes = { TWILIO_GATEWAY_SECRET_ARN: undefined };
  await world.stack.create(number(NUMBER));

  expect(world.stack.events[0].status).toBe('FAILED');
  world.secrets.violations.length = 0;
});
