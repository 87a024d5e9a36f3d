import { type KeyRing, TIME_TO_LIVE } from '../../../src/runtime/auth-token/key-ring';
import { type FakeClock, type FakeStore, named, tokenOf } from '../../support/fake-store';
import { DAY, KeyRingFixture, SECOND, versionsOf } from '../../support/key-ring';

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
const versionsAfterFailedCheck = async () => versionsOf(await ring.keysAfterFailedCheck());

describe('after a failed check', () => {
  beforeEach(loaded);

  test('a rotated token is found at once', async () => {
    store.rotate(1, 2);

    expect(await versionsAfterFailedCheck()).toEqual(['v2', 'v1']);
  });

  test('AWSPENDING is read, and only then', async () => {
    store.put('AWSPENDING', 2);
    clock.advance(TIME_TO_LIVE * 0.9);
    await ring.refreshEarly();
    clock.advance(TIME_TO_LIVE);
    await ring.keys();
    expect(store.takeReads()).toEqual(['AWSCURRENT', 'AWSCURRENT']);

    expect(await versionsAfterFailedCheck()).toEqual(['v1', 'v2']);
    expect(store.reads).toContain('AWSPENDING');
    expect((await ring.keys())[1]).toMatchObject({ stage: 'AWSPENDING', authToken: tokenOf(2) });
  });

  test('AWSPENDING is active for one time to live, unless it is read again', async () => {
    store.put('AWSPENDING', 2);
    await ring.keysAfterFailedCheck();
    store.remove('AWSPENDING');
    clock.advance(TIME_TO_LIVE);

    expect(await activeVersions()).toEqual(['v1']);
  });

  test('AWSPENDING that became AWSCURRENT is active once', async () => {
    store.put('AWSPENDING', 2);
    await ring.keysAfterFailedCheck();
    store.rotate(1, 2);
    store.put('AWSPENDING', 2); // Secrets Manager may leave the label where it was
    clock.advance(TIME_TO_LIVE);

    expect(await activeVersions()).toEqual(['v2', 'v1']);
    expect(await versionsAfterFailedCheck()).toEqual(['v2', 'v1']);
  });

  test.each([
    '', '{}', 'AC' + 'a'.repeat(32),
  ].map((wrong) => ({ wrong })))('a malformed AWSPENDING or AWSPREVIOUS is ignored: $wrong', async ({ wrong }) => {
    ring = fixture.newRing();
    store.put('AWSCURRENT', 1);
    store.put('AWSPENDING', 2, { secretString: wrong });
    store.put('AWSPREVIOUS', 3, { secretString: wrong });
    await ring.load();

    expect(await versionsAfterFailedCheck()).toEqual(['v1']);
    expect(await activeVersions()).toEqual(['v1']);
  });

  test('AWSPENDING that a rotation left behind is ignored once its version was replaced by hand', async () => {
    const createdAt = clock.now();
    store.put('AWSCURRENT', 2, { createdAt });
    store.put('AWSPENDING', 2, { createdAt }); // a rotation may end with both labels on one version
    clock.advance(DAY);
    store.put('AWSPREVIOUS', 2, { createdAt });
    store.put('AWSCURRENT', 3); // the label AWSPENDING stays where it is
    clock.advance(30 * DAY);
    ring = fixture.newRing();
    await ring.load();

    expect(await versionsAfterFailedCheck()).toEqual(['v3']);
    expect(store.reads).toContain('AWSPENDING');
    expect(await activeVersions()).toEqual(['v3']);
  });

  test('AWSPENDING is no longer active when a later version becomes AWSCURRENT', async () => {
    store.put('AWSPENDING', 2);
    expect(await versionsAfterFailedCheck()).toEqual(['v1', 'v2']);
    clock.advance(1);
    store.put('AWSCURRENT', 3);
    clock.advance(TIME_TO_LIVE * 0.9);
    await ring.refreshEarly();

    expect(await activeVersions()).toEqual(['v3', 'v1']);
  });

  test.each<{
    readonly name: string;
    readonly current: number;
    readonly pending: number;
    readonly versions: string[];
  }>([
    { name: 'a millisecond later', current: 1000, pending: 1001, versions: ['v1', 'v2'] },
    { name: 'at the same moment', current: 1000, pending: 1000, versions: ['v1'] },
    { name: 'a millisecond earlier', current: 1000, pending: 999, versions: ['v1'] },
    { name: 'nobody knows when', current: 1000, pending: 0, versions: ['v1'] },
    { name: 'at any time, if nobody knows when AWSCURRENT was', current: 0, pending: 1000, versions: ['v1'] },
    { name: 'nobody knows when, as AWSCURRENT', current: 0, pending: 0, versions: ['v1'] },
  ])('AWSPENDING is active only if it is newer than AWSCURRENT: $name', async ({ current, pending, versions }) => {
    ring = fixture.newRing();
    store.put('AWSCURRENT', 1, { createdAt: current });
    store.put('AWSPENDING', 2, { createdAt: pending });
    await ring.load();

    expect(await versionsAfterFailedCheck()).toEqual(versions);
  });

  test('AWSPENDING is not active while AWSCURRENT is unknown', async () => {
    ring = fixture.newRing();
    store.remove('AWSCURRENT');
    store.put('AWSPENDING', 2);
    await ring.keysAfterFailedCheck();
    store.put('AWSCURRENT', 1, { createdAt: clock.now() - DAY });
    clock.advance(5 * SECOND);

    expect(await activeVersions()).toEqual(['v1']);
    expect(await versionsAfterFailedCheck()).toEqual(['v1', 'v2']);
  });

  test('many requests at once cause one refresh', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ring.keysAfterFailedCheck()));

    expect(store.reads).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  test('four refreshes come at once, then one in 8 s, however many requests cause them', async () => {
    const times: number[] = [];
    const started = clock.now();
    for (; clock.now() < started + 40 * SECOND; clock.advance(SECOND)) {
      await ring.keysAfterFailedCheck();
      if (store.takeReads().length > 0) {
        times.push((clock.now() - started) / SECOND);
      }
    }

    expect(times).toEqual([0, 1, 2, 3, 8, 16, 24, 32]);
  });

  test('refreshes of a failing store are as far apart, and the keys stay', async () => {
    store.fault = named('InternalServiceError');
    for (const [advance, reads] of [[0, 1], [0, 1], [0, 1], [0, 1], [7999, 0], [1, 1], [7999, 0], [1, 1]]) {
      clock.advance(advance);
      expect(await versionsAfterFailedCheck()).toEqual(['v1']);
      expect(store.takeReads().filter((stage) => stage === 'AWSPENDING')).toHaveLength(reads);
    }
  });

  test('a quiet half minute makes four refreshes possible again', async () => {
    for (let i = 0; i < 10; i++) await ring.keysAfterFailedCheck();
    store.takeReads();
    clock.advance(32 * SECOND);
    for (let i = 0; i < 10; i++) await ring.keysAfterFailedCheck();

    expect(store.takeReads().filter((stage) => stage === 'AWSPENDING')).toHaveLength(4);
  });

  test('a forged request just before a rotation without AWSPENDING delays no genuine one', async () => {
    expect(await versionsAfterFailedCheck()).toEqual(['v1']);
    store.rotate(1, 2);
    store.remove('AWSPREVIOUS');

    expect(await versionsAfterFailedCheck()).toEqual(['v2', 'v1']);
  });

  test('a read in progress does not count as a new one, since it may be older than the rotation', async () => {
    clock.advance(TIME_TO_LIVE * 0.9);
    let open = () => {};
    store.gate = () => new Promise<void>((resolve) => (open = resolve));
    const refreshed = ring.refreshEarly();
    store.rotate(1, 2);
    store.gate = () => Promise.resolve();
    const keys = versionsAfterFailedCheck();
    open();

    expect(await keys).toEqual(['v2', 'v1']);
    await refreshed;
    expect(store.mostAtOnce.AWSCURRENT).toBe(1);
  });
});
