import { parseAuthToken } from './parse-auth-token';
import type { ReadSecret, SecretVersion, VersionStage } from './read-secret';
import { explainSecretProblem, type SecretProblem } from './secret-problem';
import { Rejection } from '../log/rejection';

/** A key that may have made a signature. */
export interface Key {
  /** A property of the key: a request never chooses it. */
  readonly algorithm: 'HMAC-SHA1';
  readonly authToken: string;
  readonly accountSid?: string;
  readonly versionId: string;
  readonly stage: VersionStage;
}

/** A key and the time when its version was created. */
interface DatedKey {
  readonly key: Key;
  readonly createdAt: number;
}

export interface KeyRingOptions {
  readonly read: ReadSecret;
  readonly secretArn: string;
  /** The wall clock: timers stop while Lambda is frozen, but the secret ages. */
  readonly now: () => number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A key of this age is read again before it is used. */
export const TIME_TO_LIVE = 5 * MINUTE;
/** A key of this age is read again beside a request, so that no request has to wait. */
const EARLY_REFRESH = TIME_TO_LIVE * 0.8;
/** The last good key is used this long after the last successful read. */
export const LAST_GOOD = 15 * MINUTE;
/** The previous key is tried this long after a change. */
export const PREVIOUS_WINDOW = 5 * MINUTE;
/** One read of the store. */
const READ_TIMEOUT = SECOND;
/** Both tries of a load. With it a cold start answers within 3 s, whatever the store does. */
const LOAD_TIMEOUT = 2.5 * SECOND;
/** No read for this long after a failed load. */
const RETRY_AFTER_FAILURE = 5 * SECOND;
/** The wait before the next forced refresh, after the first, second, third one that found no new key. */
const EMPTY_REFRESH_BACK_OFF = [5 * SECOND, 10 * SECOND, 20 * SECOND, 30 * SECOND];

/**
 * The keys of the secret, kept and refreshed so that:
 *
 * - a rotation loses no message
 * - forged requests cannot cause a flood of reads
 * - an outage of Secrets Manager is bridged with the last good key
 *
 * AWSCURRENT is always active. AWSPENDING is read only after a failed check: Twilio may already sign with it. It counts
 * only if it is newer than AWSCURRENT, since a rotation may leave both labels on one version (AWS Secrets Manager API,
 * "RotateSecret") and the label stays there when somebody replaces that version by hand. AWSPREVIOUS is active for a
 * limited time after a change.
 */
export class KeyRing {
  private current?: Key;
  /** When the current version was created. If that is unknown, no other version counts as newer. */
  private currentCreatedAt = Infinity;
  private pending?: DatedKey & { readonly readAt: number };
  private previous?: Key;
  /** When AWSCURRENT changed, as far as this container can know. */
  private changedAt = 0;
  private readAt = -Infinity;
  private retryAt = -Infinity;
  /** Explains the last failed load. Read only after one. */
  private problem!: SecretProblem;

  private nextForcedRefreshAt = -Infinity;
  private emptyRefreshCount = 0;
  private loading?: Promise<void>;
  private forcedRefresh?: Promise<void>;

  constructor(private readonly options: KeyRingOptions) {}

  private get now(): number {
    return this.options.now();
  }

  /** Reads the secret during init. Never rejects: Lambda would repeat a failed init. */
  async load(): Promise<void> {
    await this.loadCurrent();
  }

  /**
   * The keys to check a signature with, the likeliest first. Waits for a read only if the current key is too old.
   *
   * @throws Rejection 503 if there is no key, since nothing may be compared then
   */
  async keys(): Promise<readonly Key[]> {
    if (this.now - this.readAt >= TIME_TO_LIVE && this.now >= this.retryAt) {
      await this.loadCurrent();
    }
    const current = this.freshKey();
    if (!current) {
      const { cause, remedy, transient } = this.problem;
      const detail = transient ? `${cause}. The next request reads it again` : cause;
      throw new Rejection(503, 'no_auth_token', detail, remedy);
    }
    return this.activeKeys(current);
  }

  /** Reads the key again in the last fifth of its life. Await it before the answer: Lambda freezes the rest. */
  async refreshEarly(): Promise<void> {
    const age = this.now - this.readAt;
    if (age >= EARLY_REFRESH && age < TIME_TO_LIVE && this.now >= this.retryAt) {
      await this.loadCurrent();
    }
  }

  /**
   * Reads all stages after a check that failed with all of `keys()`, and returns the keys. Call it only for a request
   * that Twilio could have sent. There is at most one read at a time, and reads that find no new key become rarer.
   */
  async keysAfterFailedCheck(): Promise<readonly Key[]> {
    if (this.now >= this.nextForcedRefreshAt || this.forcedRefresh) {
      await (this.forcedRefresh ??= this.readAll().finally(() => (this.forcedRefresh = undefined)));
    }
    return this.current ? this.activeKeys(this.current) : [];
  }

  /** The current key, unless it is too old even for an outage. */
  private freshKey(): Key | undefined {
    return this.now - this.readAt > LAST_GOOD ? undefined : this.current;
  }

  private activeKeys(current: Key): readonly Key[] {
    if (this.pending && this.now - this.pending.readAt >= TIME_TO_LIVE) {
      this.pending = undefined;
    }
    if (!this.inPreviousWindow) {
      this.previous = undefined;
    }
    return [current, ...(this.pending ? [this.pending.key] : []), ...(this.previous ? [this.previous] : [])];
  }

  private get inPreviousWindow(): boolean {
    return this.now - this.changedAt < PREVIOUS_WINDOW;
  }

  private async readAll(): Promise<void> {
    const before = [this.current, this.pending?.key, this.previous];
    await this.loading;
    const wantPrevious = !this.previous && this.inPreviousWindow;
    const [, pending, previous] = await Promise.all([
      this.loadCurrent(),
      this.readOther('AWSPENDING'),
      wantPrevious ? this.readOther('AWSPREVIOUS') : undefined,
    ]);
    if (pending && pending.createdAt > this.currentCreatedAt) {
      this.pending = { ...pending, readAt: this.now };
    }
    this.previous ??= previous?.key;

    const known = new Set(before.map((key) => key?.versionId));
    const after = [this.current, this.pending?.key, this.previous];
    const foundNewKey = after.some((key) => key && !known.has(key.versionId));
    if (foundNewKey) {
      this.resetBackOff();
    } else {
      const backOff = EMPTY_REFRESH_BACK_OFF[Math.min(this.emptyRefreshCount++, EMPTY_REFRESH_BACK_OFF.length - 1)];
      this.nextForcedRefreshAt = this.now + backOff;
    }
  }

  private resetBackOff(): void {
    this.emptyRefreshCount = 0;
    this.nextForcedRefreshAt = -Infinity;
  }

  /** Runs one load at a time. A failure is remembered and changes nothing else. */
  private loadCurrent(): Promise<void> {
    return this.loading ??= this.readOnceOrTwice()
      .catch((error) => {
        this.problem = this.explain(error);
        this.retryAt = this.now + RETRY_AFTER_FAILURE;
      })
      .finally(() => (this.loading = undefined));
  }

  /** Reads a second time only if there is no fresh key without it and the problem may be gone by then. */
  private async readOnceOrTwice(): Promise<void> {
    const started = this.now;
    try {
      await this.readCurrent(READ_TIMEOUT);
    } catch (error) {
      const left = LOAD_TIMEOUT - (this.now - started);
      if (this.freshKey() || !this.explain(error).transient || left <= 0) {
        throw error;
      }
      await this.readCurrent(Math.min(READ_TIMEOUT, left));
    }
  }

  private async readCurrent(timeoutMs: number): Promise<void> {
    const version = await this.options.read('AWSCURRENT', timeoutMs);
    this.setCurrent(toKey(version, 'AWSCURRENT'), version.createdAt);
  }

  private explain(error: unknown): SecretProblem {
    return explainSecretProblem(error, this.options.secretArn);
  }

  private setCurrent(key: Key, createdAt: number): void {
    if (this.current?.versionId !== key.versionId) {
      this.previous = this.current && { ...this.current, stage: 'AWSPREVIOUS' };
      // A container that started later did not see the change, but the version's creation date shows it.
      this.changedAt = this.current ? this.now : Math.min(this.now, createdAt);
      this.resetBackOff();
    }
    this.current = key;
    this.currentCreatedAt = createdAt || Infinity;
    if (this.pending && this.pending.createdAt <= this.currentCreatedAt) {
      this.pending = undefined;
    }
    this.readAt = this.now;
  }

  /** Ignores a stage that does not exist or holds no token. */
  private readOther(stage: VersionStage): Promise<DatedKey | undefined> {
    return this.options.read(stage, READ_TIMEOUT)
      .then((version) => ({ key: toKey(version, stage), createdAt: version.createdAt }))
      .catch(() => undefined);
  }
}

function toKey(version: SecretVersion, stage: VersionStage): Key {
  return { algorithm: 'HMAC-SHA1', ...parseAuthToken(version.secretString), versionId: version.versionId, stage };
}
