import { CASES, expectCase, expectDiscretion, FALLBACK, NUMBER, OTHER_URL, renew, THIRD_PARTY, toLines } from './cases';
import { number, PhoneNumberWorld, WEBHOOK_URL } from '../../support/phone-number-world';

// The bundle that ships, requested as CloudFormation does it, against Twilio's REST API as its OpenAPI description has
// it. The emulators in test/support name their sources. phone-numbers.test.ts runs the same cases from the sources.

type World = PhoneNumberWorld;

/** Runs a test in a world of its own, and checks afterwards that nothing forbidden was done or written. */
async function inWorld(test: (world: World) => Promise<void>): Promise<void> {
  const world = await PhoneNumberWorld.start();
  try {
    await renew(world);
    await test(world);
    expectDiscretion(world);
  } finally {
    await world.close();
  }
}

// At the same time, because the pauses between tries at Twilio are real.
test.concurrent.each([...CASES])('$name', async (phoneNumberCase) =>
  inWorld(async (world) => expectCase(world, phoneNumberCase)),
);

interface Life {
  readonly name: string;
  readonly when: (world: World) => Promise<unknown>;
  /** Number of requests, with those that prepare it. */
  readonly requests: number;
  /** The writes of an undisturbed run. */
  readonly writes: readonly string[];
  readonly leaves: object;
}

const APPLYING = [
  'before PutParameter',
  'after PutParameter',
  'before POST',
  'after POST',
  'before PutParameter',
  'after PutParameter',
];
const LIVES: readonly Life[] = [
  {
    name: 'create',
    when: async ({ stack }) => stack.create(number(NUMBER, { Overwrite: 'true', FallbackUrl: FALLBACK })),
    requests: 1,
    writes: APPLYING,
    leaves: { sms_url: WEBHOOK_URL, sms_fallback_url: FALLBACK },
  },
  {
    name: 'update',
    when: async ({ stack }) => stack.update(number(NUMBER, { Overwrite: 'true', WebhookUrl: OTHER_URL })),
    requests: 2,
    writes: APPLYING,
    leaves: { sms_url: OTHER_URL, sms_fallback_url: THIRD_PARTY.sms_fallback_url },
  },
  {
    name: 'delete',
    when: async ({ stack }) => stack.delete(),
    requests: 2,
    writes: ['before POST', 'after POST', 'before DeleteParameter', 'after DeleteParameter'],
    leaves: THIRD_PARTY,
  },
];

describe('a function that is killed continues when Lambda sends the request again', () => {
  const KILLS = LIVES.flatMap((life) => life.writes.map((write, at) => ({ ...life, write, at })));

  test.concurrent.each(KILLS)(
    '$name, killed at write $at, $write',
    async ({ name, when, requests, write, at, leaves }) =>
      inWorld(async (world) => {
        Object.assign(world.twilio.numbers[0], THIRD_PARTY);
        if (requests === 2) await world.stack.create(number(NUMBER, { Overwrite: 'true', FallbackUrl: FALLBACK }));
        const seen: string[] = [];
        world.watch = (call) => {
          if (/GetParameter/.test(call)) return;
          seen.push(call);
          if (seen.length === at + 1) world.stack.lambda!.kill();
        };

        await when(world);

        expect(seen[at]).toBe(write);
        expect(world.stack.events.map(({ status }) => status)).toEqual(Array(requests).fill('SUCCESS'));
        expect(world.twilio.numbers[0]).toMatchObject(leaves);
        if (name !== 'delete') await world.stack.delete();
        expect(world.twilio.numbers[0]).toMatchObject(THIRD_PARTY);
        expect(world.stored).toBeUndefined();
      }));

  test.concurrent('the deletion restores the previous settings if the function never gets to its answer', async () =>
    inWorld(async (world) => {
      Object.assign(world.twilio.numbers[0], THIRD_PARTY);
      let kills = 0;
      world.watch = (call) => {
        if (call !== (kills === 0 ? 'after POST' : 'before GetParameter') || kills === 3) return;
        kills++;
        world.stack.lambda!.kill();
      };

      await world.stack.create(number(NUMBER, { Overwrite: 'true' }));

      expect(toLines(world.stack.events)).toEqual(['Create NONE', 'Delete SUCCESS']);
      expect(world.twilio.numbers[0]).toMatchObject(THIRD_PARTY);
      expect(world.stored).toBeUndefined();
    }));
});
