import { type KeyRing, LAST_GOOD } from '../../../src/runtime/auth-token/key-ring';
import { type FakeClock, type FakeStore, named } from '../../support/fake-store';
import { KeyRingFixture, MINUTE, noKey, noKeyYet, SECOND, versionsOf } from '../../support/key-ring';

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

describe('without a key', () => {
  test.each([
    {
      name: 'down',
      arrange: () => { store.fault = named('InternalServiceError'); },
      cause: /InternalServiceError/,
      rejection: noKeyYet,
    },
    { name: 'slow', arrange: () => { store.latency = MINUTE; }, cause: /did not answer in time/, rejection: noKeyYet },
    { name: 'empty', arrange: () => undefined, cause: /does not exist/, rejection: noKey },
    {
      name: 'holding an Account SID',
      arrange: () => store.put('AWSCURRENT', 1, { secretString: 'AC' + 'a'.repeat(32) }),
      cause: /an Account SID/,
      rejection: noKey,
    },
    {
      name: 'holding the start value',
      arrange: () => store.put('AWSCURRENT', 1, { secretString: '{"accountSid":"","authToken":"0123456789abcdef"}' }),
      cause: /start value/,
      rejection: noKey,
    },
  ])('a store that is $name means 503 and no read for 5 s', async ({ arrange, cause, rejection }) => {
    arrange();
    await ring.load();
    store.takeReads();
    store.latency = 0;

    for (let i = 0; i < 10; i++) {
      await expect(ring.keys()).rejects.toEqual(rejection(expect.stringMatching(cause)));
      clock.advance(499);
    }
    expect(store.reads).toEqual([]);
  });

  test('the secret is read again after 5 s, and requests are accepted if it has a token', async () => {
    await ring.load();
    store.put('AWSCURRENT', 1);
    clock.advance(5 * SECOND);

    expect(await activeVersions()).toEqual(['v1']);
  });

  test('many requests at once cause one read', async () => {
    await ring.load();
    clock.advance(5 * SECOND);
    store.takeReads();

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => ring.keys()));

    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(store.reads).toEqual(['AWSCURRENT']);
  });

  test.each([
    { name: 'it never had one', arrange: () => undefined },
    { name: 'the last good one is too old', arrange: async () => { await loaded(); clock.advance(LAST_GOOD + 1); } },
  ])('a failed read is retried once for the request that needs it, since $name', async ({ arrange }) => {
    store.put('AWSCURRENT', 1);
    await arrange();
    store.fault = named('TimeoutError');
    store.gate = async () => { store.fault = undefined; };

    expect(await activeVersions()).toEqual(['v1']);
    expect(store.takeReads()).toEqual(['AWSCURRENT', 'AWSCURRENT']);
  });

  test('a request that comes during the second try waits for it', async () => {
    store.put('AWSCURRENT', 1);
    store.fault = named('TimeoutError');
    let late: Promise<unknown> | undefined;
    store.gate = async () => {
      store.fault = undefined;
      if (store.reads.length === 2) late = activeVersions();
    };
    await ring.keys();

    expect(await late).toEqual(['v1']);
    expect(store.reads).toHaveLength(2);
  });

  test('many requests in a minute of failing reads cause 12 loads of two reads, one at a time', async () => {
    store.fault = named('InternalServiceError');
    for (const end = clock.now() + MINUTE; clock.now() < end; clock.advance(100)) {
      await Promise.allSettled(Array.from({ length: 20 }, () => ring.keys()));
    }

    expect(store.reads).toHaveLength(24);
    expect(store.mostAtOnce).toEqual({ AWSCURRENT: 1 });
  });

  test.each([
    999, 1000, 60_000,
  ].map((ms) => ({ ms })))('a request waits at most 2 s if a failing read takes $ms ms', async ({ ms }) => {
    store.latency = ms;
    store.fault = named('InternalServiceError');
    const started = clock.now();

    await expect(ring.keys()).rejects.toEqual(noKeyYet());
    expect(clock.now() - started).toBeLessThanOrEqual(2 * SECOND);
    expect(store.reads).toHaveLength(2);
  });

  test('a permanent problem is not retried for a request', async () => {
    store.put('AWSCURRENT', 1, { secretString: 'not a token' });

    await expect(ring.keys()).rejects.toEqual(noKey());
    expect(store.reads).toHaveLength(1);
  });

  test('a ring that was never loaded reads on the first request', async () => {
    store.put('AWSCURRENT', 1);

    expect(await activeVersions()).toEqual(['v1']);
  });

  test('a failed check returns no key, and does not reject', async () => {
    store.fault = named('InternalServiceError');

    expect(await ring.keysAfterFailedCheck()).toEqual([]);
  });
});
