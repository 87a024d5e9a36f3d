import { FakeClock, FakeStore } from './fake-store';
import { SECRET_ARN } from './messages';
import type { Key } from '../../src/runtime/auth-token/key';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import { AUTH_TOKEN_FORMAT } from '../../src/runtime/auth-token/secret-format';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

export const versionsOf = (keys: readonly Key[]) => keys.map(({ versionId }) => versionId);

/** A key ring with a store and a clock of the test's. */
export class KeyRingFixture {
  readonly clock = new FakeClock();
  readonly store = new FakeStore(this.clock);

  newRing(): KeyRing {
    const { store: { read }, clock: { now } } = this;
    return new KeyRing({ read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now });
  }

  /** Has the ring read version 1, which is a day old. */
  async load(ring: KeyRing): Promise<void> {
    this.store.put('AWSCURRENT', 1, { createdAt: this.clock.now() - DAY });
    await ring.load();
    this.store.takeReads();
  }
}

/** The rejection of a request without a key, with a command that fixes the problem. */
export const noKey = (detail: unknown = expect.any(String)) => rejection(detail, expect.any(String));

/** The rejection of a request without a key, if the next read may succeed by itself. */
export const noKeyYet = (detail: unknown = expect.stringContaining('The next request reads it again')) =>
  rejection(detail, undefined);

function rejection(detail: unknown, remedy: unknown) {
  return expect.objectContaining({ name: 'Rejection', status: 503, reason: 'no_auth_token', detail, remedy });
}
