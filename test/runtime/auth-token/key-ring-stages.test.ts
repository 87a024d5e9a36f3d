import { type KeyRing, PREVIOUS_WINDOW, TIME_TO_LIVE } from '../../../src/runtime/auth-token/key-ring';
import type { VersionStage } from '../../../src/runtime/auth-token/read-secret';
import { type FakeClock, type FakeStore, tokenOf } from '../../support/fake-store';
import { DAY, KeyRingFixture, MINUTE, noKey, SECOND, versionsOf } from '../../support/key-ring';
import { ACCOUNT_SID, OTHER_ACCOUNT_SID } from '../../support/messages';

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

describe('the previous key', () => {
  test('is active for 5 minutes in a container that saw the change', async () => {
    await loaded();
    store.rotate(1, 2);
    clock.advance(TIME_TO_LIVE);
    expect(await activeVersions()).toEqual(['v2', 'v1']);

    clock.advance(PREVIOUS_WINDOW - 1);
    expect(await activeVersions()).toEqual(['v2', 'v1']);
    clock.advance(1);
    expect(await activeVersions()).toEqual(['v2']);
    expect(await versionsAfterFailedCheck()).toEqual(['v2']);
    expect(store.reads).not.toContain('AWSPREVIOUS');
  });

  test('is active until 5 minutes after the change in a container that started later', async () => {
    store.rotate(1, 2);
    clock.advance(PREVIOUS_WINDOW - SECOND);
    await ring.load();
    expect(await activeVersions()).toEqual(['v2']);

    expect(await versionsAfterFailedCheck()).toEqual(['v2', 'v1']);
    clock.advance(SECOND);
    expect(await activeVersions()).toEqual(['v2']);
  });

  test('is not read in a container that started after the window', async () => {
    store.rotate(1, 2);
    clock.advance(PREVIOUS_WINDOW);
    await ring.load();

    expect(await versionsAfterFailedCheck()).toEqual(['v2']);
    expect(store.reads).not.toContain('AWSPREVIOUS');
  });

  test('is the newer one when the secret goes back to an older version', async () => {
    await loaded();
    store.rotate(1, 2);
    await ring.keysAfterFailedCheck();
    store.put('AWSPREVIOUS', 2);
    store.put('AWSCURRENT', 1, { createdAt: clock.now() - DAY });
    await ring.keysAfterFailedCheck();

    expect(await activeVersions()).toEqual(['v1', 'v2']);
    clock.advance(PREVIOUS_WINDOW);
    expect(await activeVersions()).toEqual(['v1']);
  });

  test('is not active longer if the store says that the current key was created in the future', async () => {
    await loaded();
    store.put('AWSCURRENT', 2, { createdAt: clock.now() + DAY });
    await ring.keysAfterFailedCheck();
    clock.advance(PREVIOUS_WINDOW + MINUTE);

    expect(await activeVersions()).toEqual(['v2']);
  });
});

describe('an active key', () => {
  beforeEach(loaded);

  test('has its stage', async () => {
    store.rotate(1, 2);
    clock.advance(1);
    store.put('AWSPENDING', 3);

    const key = (version: number, stage: VersionStage) => ({
      algorithm: 'HMAC_SHA1',
      authToken: tokenOf(version),
      versionId: `v${version}`,
      stage,
    });
    expect(await ring.keysAfterFailedCheck()).toEqual([
      key(2, 'AWSCURRENT'), key(3, 'AWSPENDING'), key(1, 'AWSPREVIOUS'),
    ]);
  });

  test('has the account that its own version names', async () => {
    const secretOf = (version: number, accountSid: string) => ({
      secretString: JSON.stringify({
        accountSid,
        authToken: tokenOf(version),
      }),
    });
    store.put('AWSCURRENT', 2, secretOf(2, ACCOUNT_SID));
    clock.advance(1);
    store.put('AWSPENDING', 3, secretOf(3, OTHER_ACCOUNT_SID));

    expect((await ring.keysAfterFailedCheck()).map(({ versionId, accountSid }) => [versionId, accountSid]))
      .toEqual([['v2', ACCOUNT_SID], ['v3', OTHER_ACCOUNT_SID], ['v1', undefined]]);
  });

  test('of AWSPENDING stays active when AWSCURRENT is read again', async () => {
    store.put('AWSPENDING', 2);
    await ring.keysAfterFailedCheck();
    clock.advance(TIME_TO_LIVE * 0.9);
    await ring.refreshEarly();

    expect(await activeVersions()).toEqual(['v1', 'v2']);
  });

  test('of AWSPREVIOUS is not read again', async () => {
    store.rotate(1, 2);
    clock.advance(TIME_TO_LIVE);
    await ring.keys();
    store.takeReads();

    expect(await versionsAfterFailedCheck()).toEqual(['v2', 'v1']);
    expect(store.reads).toEqual(['AWSCURRENT', 'AWSPENDING']);
  });

  test('does not exist without AWSCURRENT, even if there is an AWSPENDING', async () => {
    store.remove('AWSCURRENT');
    store.put('AWSPENDING', 2);
    ring = fixture.newRing();

    expect(await ring.keysAfterFailedCheck()).toEqual([]);
    expect(store.reads).toContain('AWSPENDING');
    await expect(ring.keys()).rejects.toEqual(noKey());
  });

  test('of AWSPENDING that became AWSCURRENT is active once', async () => {
    const createdAt = clock.now();
    store.put('AWSPENDING', 2, { createdAt });
    await ring.keysAfterFailedCheck();
    clock.advance(TIME_TO_LIVE * 0.9);
    store.put('AWSCURRENT', 2, { createdAt });
    await ring.refreshEarly();

    expect(await activeVersions()).toEqual(['v2', 'v1']);
  });
});
