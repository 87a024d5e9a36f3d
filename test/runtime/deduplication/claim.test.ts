import { type Claim, partitionOf, newClaim, claimState } from '../../../src/runtime/deduplication/claim';

const NOW = 1_700_000_000_000;
const DEADLINE = NOW + 13_000;
const DAY = 24 * 60 * 60 * 1000;

const mine = newClaim({ key: 'k', partition: 'here' }, 'me', DEADLINE, NOW);
const theirs = (changes: Pick<Partial<Claim>, 'partition' | 'result' | 'lockedUntil'> = {}) =>
  ({ ...newClaim({ key: 'k', partition: 'here' }, 'them', DEADLINE, NOW), ...changes }) as Claim;

test('a claim holds until a second after the deadline and is stored for 400 days', () => {
  expect(mine).toEqual({
    id: 'content#k',
    partition: 'here',
    owner: 'me',
    lockedUntil: DEADLINE + 1000,
    expiration: 1_700_000_000 + 400 * 86_400,
  });
});

test.each<{
  readonly name: string;
  readonly found: Claim;
  readonly now: number;
  readonly state: ReturnType<typeof claimState>;
}>([
  { name: 'my own', found: mine, now: NOW, state: 'OWNED' },
  { name: 'in progress', found: theirs(), now: NOW, state: 'IN_PROGRESS' },
  { name: 'in progress for the last moment', found: theirs(), now: DEADLINE + 999, state: 'IN_PROGRESS' },
  { name: 'vanished', found: theirs(), now: DEADLINE + 1000, state: 'AVAILABLE' },
  { name: 'failed', found: theirs({ lockedUntil: NOW - 1 }), now: NOW, state: 'AVAILABLE' },
  { name: 'answered', found: theirs({ result: 'replied' }), now: NOW, state: 'COMPLETED' },
  { name: 'answered with nothing', found: theirs({ result: 'nothing' }), now: NOW + 399 * DAY, state: 'COMPLETED' },
  { name: 'answered, but expired', found: theirs({ result: 'replied' }), now: NOW + 400 * DAY, state: 'AVAILABLE' },
  { name: 'in progress, but split in another way', found: theirs({ partition: 'there' }), now: NOW, state: 'REPARTITIONED' },
  {
    name: 'failed, and split in another way',
    found: theirs({ partition: 'there', lockedUntil: NOW - 1 }),
    now: NOW,
    state: 'REPARTITIONED',
  },
  {
    name: 'answered, but split in another way',
    found: theirs({ partition: 'there', result: 'replied' }),
    now: NOW + 399 * DAY,
    state: 'REPARTITIONED',
  },
  {
    name: 'split in another way, but expired',
    found: theirs({ partition: 'there', result: 'replied' }),
    now: NOW + 400 * DAY,
    state: 'AVAILABLE',
  },
])('a claim that is $name has the state $state', ({ found, now, state }) => {
  expect(claimState(found, mine, now)).toBe(state);
});

test('the partition is the same for every order and for equal parameters, and differs for every other split', () => {
  const partition = partitionOf([['a', 'bc'], ['d', 'e']]);

  expect(partitionOf([['d', 'e'], ['a', 'bc']])).toBe(partition);
  expect(partitionOf([['d', 'e'], ['a', 'bc'], ['d', 'e']])).toBe(partition);
  const others = [
    partitionOf([['ab', 'c'], ['d', 'e']]), partitionOf([['a', 'bcde']]),
    partitionOf([['a', 'bc'], ['d', 'e'], ['', '']]), partitionOf([['a', 'bc","d'], ['', 'e']]),
  ];
  expect(new Set([partition, ...others]).size).toBe(5);
});
