import { expectDiscretion, expectRow, FALLBACK, FOREIGN, NUMBER, OTHER_URL, renew, ROWS, shown } from '../../support/phone-number-rows';
import { number, PhoneNumberWorld, WEBHOOK_URL } from '../../support/phone-number-world';

// The bundle that ships, asked as CloudFormation asks it, against Twilio's REST API as its OpenAPI description has it. Of the emulators,
// test/support/ says what they hold to. The same rows run from the sources in test/runtime/phone-numbers/phone-numbers.test.ts.

type World = PhoneNumberWorld;

/** Starts a world of its own for a test, and looks after it that nothing was done or written that must not be. */
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

// At the same time: the pauses between tries at Twilio are real.
test.concurrent.each(Object.entries(ROWS))('%s', async (_, row) => inWorld(async (world) => expectRow(world, row)));

describe('killed at any point, Lambda sends the request again and it goes on', () => {
  /** What is written in a sequence that nothing disturbs. */
  const POINTS = ['before PutParameter', 'after PutParameter', 'before POST', 'after POST'];
  const LIVES: Record<string, [life: (world: World) => Promise<unknown>, requests: number, writes: readonly string[], leaves: object]> = {
    create: [async ({ stack }) => stack.create(number(NUMBER, { Overwrite: 'true', FallbackUrl: FALLBACK })), 1,
      [...POINTS, 'before PutParameter', 'after PutParameter'], { sms_url: WEBHOOK_URL, sms_fallback_url: FALLBACK }],
    update: [async ({ stack }) => stack.update(number(NUMBER, { Overwrite: 'true', WebhookUrl: OTHER_URL })), 2,
      [...POINTS, 'before PutParameter', 'after PutParameter'], { sms_url: OTHER_URL, sms_fallback_url: FOREIGN.sms_fallback_url }],
    delete: [async ({ stack }) => stack.delete(), 2,
      ['before POST', 'after POST', 'before DeleteParameter', 'after DeleteParameter'], FOREIGN],
  };
  const CASES = Object.entries(LIVES).flatMap(([name, [, , writes]]) => writes.map((point, at) => [name, at, point] as const));

  test.concurrent.each(CASES)('%s, at %i: %s', async (name, at, point) => inWorld(async (world) => {
    const [life, requests, , leaves] = LIVES[name];
    Object.assign(world.twilio.numbers[0], FOREIGN);
    if (requests === 2) await world.stack.create(number(NUMBER, { Overwrite: 'true', FallbackUrl: FALLBACK }));
    const seen: string[] = [];
    world.watch = (call) => {
      if (/GetParameter/.test(call)) return;
      seen.push(call);
      if (seen.length === at + 1) world.stack.lambda!.kill();
    };

    await life(world);

    expect(seen[at]).toBe(point);
    expect(world.stack.events.map(({ status }) => status)).toEqual(Array(requests).fill('SUCCESS'));
    expect(world.twilio.numbers[0]).toMatchObject(leaves);
    if (name !== 'delete') await world.stack.delete();
    expect(world.twilio.numbers[0]).toMatchObject(FOREIGN);
    expect(world.kept).toBeUndefined();
  }));

  test.concurrent('and when it never gets to its answer, the deletion puts back what was there', async () => inWorld(async (world) => {
    Object.assign(world.twilio.numbers[0], FOREIGN);
    let kills = 0;
    world.watch = (call) => {
      if (call !== (kills === 0 ? 'after POST' : 'before GetParameter') || kills === 3) return;
      kills++;
      world.stack.lambda!.kill();
    };

    await world.stack.create(number(NUMBER, { Overwrite: 'true' }));

    expect(shown(world.stack.events)).toEqual(['Create NONE', 'Delete SUCCESS']);
    expect(world.twilio.numbers[0]).toMatchObject(FOREIGN);
    expect(world.kept).toBeUndefined();
  }));
});
