import { KeyRing, LAST_GOOD, PREVIOUS_WINDOW, TIME_TO_LIVE } from '../../../src/runtime/auth-token/key-ring';
import { AUTH_TOKEN_FORMAT } from '../../../src/runtime/auth-token/secret-format';
import { type FakeClock, type FakeStore, named } from '../../support/fake-store';
import { DAY, KeyRingFixture, MINUTE, noKey, noKeyYet, SECOND, versionsOf } from '../../support/key-ring';
import { SECRET_ARN } from '../../support/messages';

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

describe('the last good key', () => {
  beforeEach(loaded);

  test.each([
    { name: 'the store fails', arrange: () => { store.fault = named('InternalServiceError'); }, rejection: noKeyYet() },
    { name: 'the store hangs', arrange: () => { store.latency = MINUTE; }, rejection: noKeyYet() },
    {
      name: 'the new current version is malformed',
      arrange: () => store.put('AWSCURRENT', 2, { secretString: '{}' }),
      rejection: noKey(),
    },
    {
      name: 'the new current version is empty',
      arrange: () => store.put('AWSCURRENT', 2, { secretString: '' }),
      rejection: noKey(),
    },
    { name: 'the secret is gone', arrange: () => store.remove('AWSCURRENT'), rejection: noKey() },
  ])('is used for 15 minutes when $name, then nothing is', async ({ arrange, rejection }) => {
    arrange();
    const started = clock.now();
    while (clock.now() + 7 * SECOND < started + LAST_GOOD) {
      clock.advance(5 * SECOND);
      expect(await activeVersions()).toEqual(['v1']);
    }
    clock.time = started + LAST_GOOD;

    await expect(ring.keys()).rejects.toEqual(rejection);
  });

  test('is replaced as soon as the store works again, 5 s after the last try', async () => {
    store.fault = named('InternalServiceError');
    clock.advance(TIME_TO_LIVE);
    await ring.keys();
    store.fault = undefined;
    store.rotate(1, 2);

    clock.advance(4999);
    expect(await activeVersions()).toEqual(['v1']);
    clock.advance(1);
    expect(await activeVersions()).toEqual(['v2', 'v1']);
  });

  test('is used after one read that failed', async () => {
    clock.advance(LAST_GOOD - 1);
    store.fault = named('InternalServiceError');

    expect(await activeVersions()).toEqual(['v1']);
    expect(store.reads).toHaveLength(1);
  });

  test('causes a second read if it gets too old during the first one', async () => {
    clock.advance(LAST_GOOD - 1);
    store.latency = 1;
    store.fault = named('InternalServiceError');
    store.gate = async () => { store.fault = undefined; };

    expect(await activeVersions()).toEqual(['v1']);
    expect(store.reads).toHaveLength(2);
  });

  test('is not used by a container that was frozen longer', async () => {
    clock.advance(DAY);
    store.fault = named('InternalServiceError');

    await expect(ring.keys()).rejects.toEqual(noKeyYet(expect.stringMatching(/InternalServiceError/)));
  });

  test('has an error about the new version when its time is over', async () => {
    store.put('AWSCURRENT', 2, { secretString: 'AC' + 'a'.repeat(32) });
    clock.advance(LAST_GOOD + 1);

    await expect(ring.keys()).rejects.toEqual(noKey(expect.stringMatching(/an Account SID/)));
  });
});

describe('bounds, to the millisecond', () => {
  test('have the values of the design', () => {
    expect({ TIME_TO_LIVE, LAST_GOOD, PREVIOUS_WINDOW }).toEqual({
      TIME_TO_LIVE: 300_000,
      LAST_GOOD: 900_000,
      PREVIOUS_WINDOW: 300_000,
    });
  });

  test('limit both tries of init to 2 s together', async () => {
    store.latency = MINUTE;
    const started = clock.now();
    await ring.load();

    expect(clock.now() - started).toBe(2 * SECOND);
  });

  test.each([
    { milliseconds: 2000, reads: 2 },
    { milliseconds: 2499, reads: 2 },
    { milliseconds: 2500, reads: 1 },
    { milliseconds: 10_000, reads: 1 },
  ])('allow $reads reads in init if the first took $milliseconds ms', async ({ milliseconds, reads }) => {
    store.fault = named('InternalServiceError');
    store.gate = async () => clock.advance(store.reads.length === 1 ? milliseconds : 0);
    await ring.load();

    expect(store.reads).toHaveLength(reads);
  });

  test('give the second try of init the rest of the time', async () => {
    const timeouts: number[] = [];
    ring = new KeyRing({
      secretArn: SECRET_ARN,
      format: AUTH_TOKEN_FORMAT,
      now: clock.now,
      read: async (_, timeoutMs) => {
        timeouts.push(timeoutMs);
        clock.advance(2000);
        throw named('TimeoutError');
      },
    });
    await ring.load();

    expect(timeouts).toEqual([1000, 500]);
  });

  test('let the last good key be used until 15 minutes are over', async () => {
    await loaded();
    store.fault = named('InternalServiceError');
    clock.advance(LAST_GOOD - 1);
    expect(await activeVersions()).toEqual(['v1']);

    clock.advance(1);
    await expect(ring.keys()).rejects.toEqual(noKeyYet());
  });
});
