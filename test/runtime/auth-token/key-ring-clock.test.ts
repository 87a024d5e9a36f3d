import { KeyRing, LAST_GOOD, PREVIOUS_WINDOW } from '../../../src/runtime/auth-token/key-ring';
import { AUTH_TOKEN_FORMAT } from '../../../src/runtime/auth-token/secret-format';
import { type FakeClock, type FakeStore, named } from '../../support/fake-store';
import { DAY, KeyRingFixture, MINUTE, noKeyYet, SECOND, versionsOf } from '../../support/key-ring';
import { SECRET_ARN } from '../../support/messages';

let fixture: KeyRingFixture;
let clock: FakeClock;
let store: FakeStore;
let ring: KeyRing;

beforeEach(async () => {
  fixture = new KeyRingFixture();
  ({ clock, store } = fixture);
  ring = fixture.newRing();
  await fixture.load(ring);
});

const activeVersions = async () => versionsOf(await ring.keys());
const versionsAfterFailedCheck = async () => versionsOf(await ring.keysAfterFailedCheck());

describe.each([
  { step: 'back by a millisecond', milliseconds: -1 },
  { step: 'back by an hour', milliseconds: -60 * MINUTE },
  { step: 'back by a day', milliseconds: -DAY },
  { step: 'forward by a day', milliseconds: DAY },
])('a wall clock that is set $step', ({ milliseconds }) => {
  test('costs one read, and the key is used for 5 minutes again', async () => {
    clock.advance(milliseconds);

    expect(await activeVersions()).toEqual(['v1']);
    expect(store.takeReads()).toEqual(['AWSCURRENT']);
    clock.advance(5 * MINUTE - 1);
    expect(await activeVersions()).toEqual(['v1']);
    expect(store.reads).toEqual([]);
    clock.advance(1);
    await ring.keys();
    expect(store.reads).toEqual(['AWSCURRENT']);
  });

  test('hides no rotation: the new key is used with the next request', async () => {
    store.rotate(1, 2);
    clock.advance(milliseconds);

    expect((await activeVersions())[0]).toBe('v2');
  });

  test('does not freeze the retry after a failed read', async () => {
    clock.advance(10 * MINUTE);
    store.fault = named('InternalServiceError');
    await ring.keys();
    clock.advance(milliseconds === -1 ? -10 * SECOND : milliseconds);
    store.fault = undefined;
    store.rotate(1, 2);

    expect((await activeVersions())[0]).toBe('v2');
  });

  test('does not freeze the refresh after a failed check', async () => {
    clock.advance(milliseconds);
    store.rotate(1, 2);

    expect((await versionsAfterFailedCheck())[0]).toBe('v2');
  });

  test('lets a refresh through after 8 s, even if none was left', async () => {
    for (let i = 0; i < 5; i++) await ring.keysAfterFailedCheck();
    clock.advance(milliseconds);
    await ring.keysAfterFailedCheck();
    store.rotate(1, 2);
    clock.advance(8 * SECOND);

    expect((await versionsAfterFailedCheck())[0]).toBe('v2');
  });

  test('opens the window of the previous key no second time', async () => {
    store.rotate(1, 2);
    await ring.keysAfterFailedCheck();
    clock.advance(PREVIOUS_WINDOW);
    expect(await activeVersions()).toEqual(['v2']);
    clock.advance(milliseconds);

    expect(await activeVersions()).toEqual(['v2']);
    expect(await versionsAfterFailedCheck()).toEqual(['v2']);
  });
});

test.each([
  { step: 'a millisecond', milliseconds: 1 },
  { step: 'an hour', milliseconds: 60 * MINUTE },
])('a key whose age is unknown, since the clock was set back by $step, is not used without a read', async ({ milliseconds }) => {
  clock.advance(-milliseconds);
  store.fault = named('InternalServiceError');

  await expect(ring.keys()).rejects.toEqual(noKeyYet());
});

test.each([
  { stage: 'AWSPENDING', arrange: () => store.put('AWSPENDING', 2), before: ['v1', 'v2'], after: ['v1'] },
  { stage: 'AWSPREVIOUS', arrange: () => store.rotate(1, 2), before: ['v2', 'v1'], after: ['v2'] },
])('the key of $stage is dropped when the clock is set back, since nobody knows its age', async ({ arrange, before, after }) => {
  arrange();
  expect(await versionsAfterFailedCheck()).toEqual(before);
  clock.advance(-60 * MINUTE);

  expect(await activeVersions()).toEqual(after);
});

test('a clock that is set back right after a read means 503, not an error of the code', async () => {
  ring = new KeyRing({
    read: async (...call) => {
      // The ring looks at the clock once more to date the read, and then to use it.
      let looks = 0;
      now = () => clock.now() - (looks++ < 2 ? 0 : LAST_GOOD);
      return store.read(...call);
    },
    secretArn: SECRET_ARN,
    format: AUTH_TOKEN_FORMAT,
    now: () => now(),
  });
  let now = clock.now;

  await expect(ring.keys()).rejects.toEqual(noKeyYet());
});
