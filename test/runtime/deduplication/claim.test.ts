import { type Claim, partitionOf, newClaim, claimState } from '../../../src/runtime/deduplication/claim';

const NOW = 1_700_000_000_000;
const DEADLINE = NOW + 13_000;
const DAY = 24 * 60 * 60 * 1000;

const mine = newClaim({ key: 'k', partition: 'here' }, 'me', DEADLINE, NOW);
const theirs = (changes: Pick<Partial<Claim>, 'partition' | 'result' | 'lockedUntil'> = {}) =>
  ({ ...newClaim({ key: 'k', partition: 'here' }, 'them', DEADLINE, NOW), ...changes }) as Claim;

test('a claim holds until a second after the deadline, and is known for 400 days', () => {
  expect(mine).toEqual({ id: 'content#k', partition: 'here', owner: 'me', lockedUntil: DEADLINE + 1000, expiration: 1_700_000_000 + 400 * 86_400 });
});

test.each<[string, Claim, number, ReturnType<typeof claimState>]>([
  ['my own', mine, NOW, 'OWNED'],
  ['at work', theirs(), NOW, 'IN_PROGRESS'],
  ['at work for the last moment', theirs(), DEADLINE + 999, 'IN_PROGRESS'],
  ['vanished', theirs(), DEADLINE + 1000, 'AVAILABLE'],
  ['failed', theirs({ lockedUntil: NOW - 1 }), NOW, 'AVAILABLE'],
  ['answered', theirs({ result: 'replied' }), NOW, 'COMPLETED'],
  ['answered with nothing', theirs({ result: 'nothing' }), NOW + 399 * DAY, 'COMPLETED'],
  ['answered, and forgotten', theirs({ result: 'replied' }), NOW + 400 * DAY, 'AVAILABLE'],
  ['at work, cut elsewhere', theirs({ partition: 'there' }), NOW, 'REPARTITIONED'],
  ['failed, cut elsewhere', theirs({ partition: 'there', lockedUntil: NOW - 1 }), NOW, 'REPARTITIONED'],
  ['answered, cut elsewhere', theirs({ partition: 'there', result: 'replied' }), NOW + 399 * DAY, 'REPARTITIONED'],
  ['cut elsewhere, and forgotten', theirs({ partition: 'there', result: 'replied' }), NOW + 400 * DAY, 'AVAILABLE'],
])('%s', (_, found, now, state) => {
  expect(claimState(found, mine, now)).toBe(state);
});

test('cuts are the same for every order and for equal parameters, and others for every other place', () => {
  const cuts = partitionOf([['a', 'bc'], ['d', 'e']]);

  expect(partitionOf([['d', 'e'], ['a', 'bc']])).toBe(cuts);
  expect(partitionOf([['d', 'e'], ['a', 'bc'], ['d', 'e']])).toBe(cuts);
  const others = [partitionOf([['ab', 'c'], ['d', 'e']]), partitionOf([['a', 'bcde']]), partitionOf([['a', 'bc'], ['d', 'e'], ['', '']]), partitionOf([['a', 'bc","d'], ['', 'e']])];
  expect(new Set([cuts, ...others]).size).toBe(5);
});
