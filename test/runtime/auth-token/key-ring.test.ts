import { type KeyRing, TIME_TO_LIVE } from '../../../src/runtime/auth-token/key-ring';
import { type FakeClock, type FakeStore, named, tokenOf } from '../../support/fake-store';
import { KeyRingFixture, MINUTE, SECOND, versionsOf } from '../../support/key-ring';

let fixture: KeyRingFixture;
let clock: FakeClock;
let store: FakeStore;
let ring: KeyRing;

beforeEach(() => {
  fixture = new KeyRingFixture();
  ({ clock, store } = fixture);
  ring = fixture.newRing();
});

const loaded = async () => fixture.load(ring);
const activeVersions = async () => versionsOf(await ring.keys());

describe('during init', () => {
  test('one call reads the current version, and the first request needs none', async () => {
    store.put('AWSCURRENT', 1);
    await ring.load();

    expect(await ring.keys()).toEqual([{
      algorithm: 'HMAC_SHA1',
      authToken: tokenOf(1),
      versionId: 'v1',
      stage: 'AWSCURRENT',
    }]);
    expect(store.reads).toEqual(['AWSCURRENT']);
  });

  test('a failed read is retried once', async () => {
    store.put('AWSCURRENT', 1);
    store.fault = named('ThrottlingException');
    store.gate = async () => {
      store.fault = undefined;
    };
    await ring.load();

    expect(await activeVersions()).toEqual(['v1']);
    expect(store.reads).toHaveLength(2);
  });

  test('a permanent problem is not retried', async () => {
    store.put('AWSCURRENT', 1, { secretString: 'not a token' });
    await ring.load();

    expect(store.reads).toHaveLength(1);
  });

  test.each([
    100, 999, 1000, 1001, 60_000,
  ].map((ms) => ({ ms })))('a load takes at most 2.5 s if a read takes $ms ms, and resolves', async ({ ms }) => {
    store.latency = ms;
    store.fault = named('InternalServiceError');
    const started = clock.now();

    await expect(ring.load()).resolves.toBeUndefined();

    expect(clock.now() - started).toBeLessThanOrEqual(2.5 * SECOND);
    expect(store.reads).toHaveLength(2);
  });
});

describe('time to live', () => {
  beforeEach(loaded);

  test('a key is used for 5 minutes without a read', async () => {
    store.rotate(1, 2);
    clock.advance(TIME_TO_LIVE - 1);

    expect(await activeVersions()).toEqual(['v1']);
    expect(store.reads).toEqual([]);
  });

  test('an older key is read again before the check', async () => {
    store.rotate(1, 2);
    clock.advance(TIME_TO_LIVE);

    expect(await activeVersions()).toEqual(['v2', 'v1']);
    expect(store.reads).toEqual(['AWSCURRENT']);
  });

  test('a successful read restarts the 5 minutes', async () => {
    clock.advance(TIME_TO_LIVE);
    await ring.keys();
    clock.advance(TIME_TO_LIVE - 1);
    await ring.keys();

    expect(store.reads).toEqual(['AWSCURRENT']);
  });

  test('a request waits at most 1 s for a store that hangs, then gets the key that it has', async () => {
    clock.advance(TIME_TO_LIVE);
    store.latency = MINUTE;
    const started = clock.now();

    expect(await activeVersions()).toEqual(['v1']);
    expect(clock.now() - started).toBe(SECOND);
  });

  test('many requests at once cause one read', async () => {
    clock.advance(TIME_TO_LIVE);
    await Promise.all(Array.from({ length: 20 }, () => ring.keys()));

    expect(store.reads).toEqual(['AWSCURRENT']);
  });

  test.each([
    { share: 0.79, reads: 0 },
    { share: 0.8, reads: 1 },
    { share: 0.99, reads: 1 },
    { share: 1, reads: 0 },
  ])('refreshEarly causes $reads reads at $share of the key\'s life', async ({ share, reads }) => {
    clock.advance(TIME_TO_LIVE * share);
    await ring.refreshEarly();

    expect(store.reads).toHaveLength(reads);
  });

  test('a request does not wait for an early refresh, and the next one gets the new key', async () => {
    store.rotate(1, 2);
    clock.advance(TIME_TO_LIVE * 0.9);
    let open = () => {};
    store.gate = () => new Promise<void>((resolve) => (open = resolve));

    const refreshed = ring.refreshEarly();
    expect(await activeVersions()).toEqual(['v1']);
    open();
    await refreshed;

    expect(await activeVersions()).toEqual(['v2', 'v1']);
  });

  test('an early refresh that fails does not reject and is not repeated within 5 s', async () => {
    clock.advance(TIME_TO_LIVE * 0.9);
    store.fault = named('ThrottlingException');
    for (const advance of [0, 4999, 1]) {
      clock.advance(advance);
      await expect(ring.refreshEarly()).resolves.toBeUndefined();
    }

    expect(store.reads).toHaveLength(2);
  });
});
