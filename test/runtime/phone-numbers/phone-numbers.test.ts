import { join } from 'node:path';
import type * as entry from '../../../src/runtime/phone-numbers/phone-numbers';
import { expectDiscretion, expectRow, renew, ROWS } from '../../support/phone-number-rows';
import { PhoneNumberWorld, type StartFunction } from '../../support/phone-number-world';

// The custom resource's function from its sources, in this process. As it ships, in a process of its own and with pauses of
// their full length, it is in test/phone-numbers.table.test.ts.

jest.mock('node:timers/promises', () => {
  const { setTimeout: pause, ...others } = jest.requireActual('node:timers/promises');
  return { ...others, setTimeout: async (milliseconds: number, ...rest: unknown[]) => pause(Math.min(milliseconds, 2), ...rest) };
});

// By its full name: beside it is an ES module of the same name, which loads it in Lambda.
const { start } = jest.requireActual<typeof entry>(join(__dirname, '..', '..', '..', 'src', 'runtime', 'phone-numbers', 'phone-numbers.ts'));

const { env } = process;
const printed: string[] = [];
const inThisProcess: StartFunction = async (environment) => {
  process.env = { ...environment };
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
