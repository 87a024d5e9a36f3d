import { type Claim, cutsOf, newClaim, standingOf } from '../../../src/runtime/deduplication/claim';

const NOW = 1_700_000_000_000;
const DEADLINE = NOW + 13_000;
const DAY = 24 * 60 * 60 * 1000;

const mine = newClaim({ key: 'k', cuts: 'here' }, 'me', DEADLINE, NOW);
const theirs = (changes: Pick<Partial<Claim>, 'cuts' | 'done' | 'lockedUntil'> = {}) =>
  ({ ...newClaim({ key: 'k', cuts: 'here' }, 'them', DEADLINE, NOW), ...changes }) as Claim;

test('a claim holds until a second after the deadline, and is known for 400 days', () => {
  expect(mine).toEqual({ id: 'text#k', cuts: 'here', owner: 'me', lockedUntil: DEADLINE + 1000, expiration: 1_700_000_000 + 400 * 86_400 });
});

test.each<[string, Claim, number, ReturnType<typeof standingOf>]>([
  ['my own', mine, NOW, 'mine'],
  ['at work', theirs(), NOW, 'locked'],
  ['at work for the last moment', theirs(), DEADLINE + 999, 'locked'],
  ['vanished', theirs(), DEADLINE + 1000, 'free'],
  ['failed', theirs({ lockedUntil: NOW - 1 }), NOW, 'free'],
  ['answered', theirs({ done: 'replied' }), NOW, 'done'],
  ['answered with nothing', theirs({ done: 'nothing' }), NOW + 399 * DAY, 'done'],
  ['answered, and forgotten', theirs({ done: 'replied' }), NOW + 400 * DAY, 'free'],
  ['at work, cut elsewhere', theirs({ cuts: 'there' }), NOW, 'recut'],
  ['failed, cut elsewhere', theirs({ cuts: 'there', lockedUntil: NOW - 1 }), NOW, 'recut'],
  ['answered, cut elsewhere', theirs({ cuts: 'there', done: 'replied' }), NOW + 399 * DAY, 'recut'],
  ['cut elsewhere, and forgotten', theirs({ cuts: 'there', done: 'replied' }), NOW + 400 * DAY, 'free'],
])('%s', (_, found, now, standing) => {
  expect(standingOf(found, mine, now)).toBe(standing);
});

test('cuts are the same for every order and for equal parameters, and others for every other place', () => {
  const cuts = cutsOf([['a', 'bc'], ['d', 'e']]);

  expect(cutsOf([['d', 'e'], ['a', 'bc']])).toBe(cuts);
  expect(cutsOf([['d', 'e'], ['a', 'bc'], ['d', 'e']])).toBe(cuts);
  const others = [cutsOf([['ab', 'c'], ['d', 'e']]), cutsOf([['a', 'bcde']]), cutsOf([['a', 'bc'], ['d', 'e'], ['', '']]), cutsOf([['a', 'bc","d'], ['', 'e']])];
  expect(new Set([cuts, ...others]).size).toBe(5);
});
