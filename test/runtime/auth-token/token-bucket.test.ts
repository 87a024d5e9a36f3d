import fc from 'fast-check';
import { TokenBucket } from '../../../src/runtime/auth-token/token-bucket';
import { MINUTE, SECOND } from '../../support/key-ring';

const newBucket = () => new TokenBucket(4, 8 * SECOND);

/** When the calls at these times get a token. */
function takenOf(times: readonly number[], bucket = newBucket()): readonly number[] {
  return times.filter((time) => bucket.take(time));
}

test.each([
  { what: 'four at once', times: [0, 0, 0, 0, 0, 0], taken: [0, 0, 0, 0] },
  { what: 'one more after each interval', times: [0, 0, 0, 0, 7999, 8000, 15_999, 16_000], taken: [0, 0, 0, 0, 8000, 16_000] },
  { what: 'no more than four after a long pause', times: [...Array(6).fill(0), ...Array(6).fill(MINUTE)], taken: [0, 0, 0, 0, ...Array(4).fill(MINUTE)] },
  { what: 'the rest of an interval that began before', times: [0, 0, 0, 0, 12_000, 15_999, 16_000], taken: [0, 0, 0, 0, 12_000, 16_000] },
])('a bucket of four and 8 s gives $what', ({ times, taken }) => {
  expect(takenOf(times)).toEqual(taken);
});

test('no minute has more than 12, in whatever pattern the calls come', () => {
  const pause = fc.oneof(
    fc.constant(0), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20_000 }), fc.constant(8000),
  );
  fc.assert(fc.property(fc.array(pause, { minLength: 50, maxLength: 400 }), (pauses) => {
    let now = 0;
    const taken = takenOf(pauses.map((milliseconds) => (now += milliseconds)));
    const most = Math.max(...taken.map((start) => taken.filter((at) => at >= start && at < start + MINUTE).length));

    expect(most).toBeLessThanOrEqual(12);
  }), { numRuns: 2000 });
});

test.each([
  { back: 'a second', milliseconds: SECOND },
  { back: 'an hour', milliseconds: 60 * MINUTE },
  { back: 'a day', milliseconds: 24 * 60 * MINUTE },
])('a clock that is set back by $back adds no token and delays the next one by 8 s at most', ({ milliseconds }) => {
  const start = 10 * 24 * 60 * MINUTE;
  const bucket = newBucket();
  const set = start - milliseconds;

  expect(takenOf([start, start, start], bucket)).toHaveLength(3);
  expect(takenOf([set, set, set + 7999, set + 8000, set + 8000], bucket)).toEqual([set, set + 8000]);
});
