import { joinRings } from '../../../src/runtime/auth-token/join-rings';
import { named, tokenOf } from '../../support/fake-store';
import { KeyRingFixture, MINUTE, noKey, noKeyYet } from '../../support/key-ring';

/** Two secrets, each with a key ring of its own. The versions of the second have numbers from 100. */
class TwoSecrets {
  readonly first = new KeyRingFixture();
  readonly second = new KeyRingFixture();
  readonly joined = joinRings([this.first.newRing(), this.second.newRing()])!;

  put(first?: number, second?: number): void {
    if (first !== undefined) this.first.store.put('AWSCURRENT', first, { createdAt: 0 });
    if (second !== undefined) this.second.store.put('AWSCURRENT', second, { createdAt: 0 });
  }

  advance(milliseconds: number): void {
    this.first.clock.advance(milliseconds);
    this.second.clock.advance(milliseconds);
  }

  takeReads() {
    return [this.first.store.takeReads(), this.second.store.takeReads()];
  }
}

const tokensOf = (keys: readonly { readonly authToken: string }[]) => keys.map(({ authToken }) => authToken);

let secrets: TwoSecrets;
beforeEach(() => (secrets = new TwoSecrets()));

test('no rings make none', () => {
  expect(joinRings([])).toBeUndefined();
});

test('a single ring is used as it stands', () => {
  const ring = secrets.first.newRing();

  expect(joinRings([ring])).toBe(ring);
});

test('the keys of all secrets verify, those of the first secret are tried first', async () => {
  secrets.put(1, 100);
  await secrets.joined.load();

  expect(secrets.takeReads()).toEqual([['AWSCURRENT'], ['AWSCURRENT']]);
  expect(tokensOf(await secrets.joined.keys())).toEqual([tokenOf(1), tokenOf(100)]);
  expect(secrets.takeReads()).toEqual([[], []]);
});

test('each secret is refreshed early', async () => {
  secrets.put(1, 100);
  await secrets.joined.load();
  secrets.takeReads();
  secrets.advance(4.5 * MINUTE);

  await secrets.joined.refreshEarly();

  expect(secrets.takeReads()).toEqual([['AWSCURRENT'], ['AWSCURRENT']]);
});

test.each([
  { name: 'first', rotate: (two: TwoSecrets) => two.first.store.rotate(1, 2), tokens: [tokenOf(2), tokenOf(1), tokenOf(100)] },
  { name: 'second', rotate: (two: TwoSecrets) => two.second.store.rotate(100, 101), tokens: [tokenOf(1), tokenOf(101), tokenOf(100)] },
])('a rotation of the $name secret is found after a failed check', async ({ rotate, tokens }) => {
  secrets.put(1, 100);
  await secrets.joined.load();
  rotate(secrets);

  expect(tokensOf(await secrets.joined.keysAfterFailedCheck())).toEqual(tokens);
});

test('without a key of any secret nothing is compared, and the first secret says why', async () => {
  await secrets.joined.load();

  await expect(secrets.joined.keys()).rejects.toEqual(noKey());
  await expect(secrets.joined.keysAfterFailedCheck()).rejects.toEqual(noKey());
});

describe.each([
  { name: 'first', put: (two: TwoSecrets) => two.put(undefined, 100), broken: (two: TwoSecrets) => two.first, left: [tokenOf(100)] },
  { name: 'second', put: (two: TwoSecrets) => two.put(1), broken: (two: TwoSecrets) => two.second, left: [tokenOf(1)] },
])('while the $name secret cannot be read', ({ put, broken, left }) => {
  beforeEach(async () => {
    put(secrets);
    broken(secrets).store.fault = named('InternalServiceError');
    await secrets.joined.load();
  });

  test('the keys of the other verify', async () => {
    expect(tokensOf(await secrets.joined.keys())).toEqual(left);
  });

  test('a request that none of them signed may be genuine: nobody can tell, so it is answered with 503', async () => {
    await expect(secrets.joined.keysAfterFailedCheck()).rejects.toEqual(noKeyYet());
  });

  test('a token that the other got meanwhile verifies nevertheless', async () => {
    const other = broken(secrets) === secrets.first ? secrets.second : secrets.first;
    other.store.put('AWSCURRENT', 7);

    expect(tokensOf(await secrets.joined.keysAfterFailedCheck())).toContain(tokenOf(7));
  });

  test('its keys verify as soon as it can be read', async () => {
    const { store } = broken(secrets);
    store.fault = undefined;
    store.put('AWSCURRENT', 8);

    const tokens = tokensOf(await secrets.joined.keysAfterFailedCheck());
    expect(tokens).toEqual(expect.arrayContaining([tokenOf(8), ...left]));
  });
});

test('forged requests cause no more reads of each secret than they would of one', async () => {
  secrets.put(1, 100);
  await secrets.joined.load();
  secrets.takeReads();
  const alone = new KeyRingFixture();
  const ring = alone.newRing();
  await alone.load(ring);

  for (let i = 0; i < 600; i++) {
    await secrets.joined.keys();
    await secrets.joined.keysAfterFailedCheck();
    await ring.keys();
    await ring.keysAfterFailedCheck();
    secrets.advance(100);
    alone.clock.advance(100);
  }

  const [first, second] = secrets.takeReads();
  expect(first.length).toBe(alone.store.takeReads().length);
  expect(second).toEqual(first);
});
