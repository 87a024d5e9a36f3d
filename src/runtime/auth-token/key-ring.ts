import type { Stored, TokenKey } from './key';
import type { ReadSecret, SecretVersion, VersionStage } from './read-secret';
import type { SecretFormat } from './secret-format';
import { explainSecretProblem, putSecretValue, type SecretProblem } from './secret-problem';
import { TokenBucket } from './token-bucket';
import { Rejection } from '../log/rejection';

/** A key and the time when its version was created. */
interface DatedKey<Content> {
  readonly key: Stored<Content>;
  readonly createdAt: number;
}

export interface KeyRingOptions<Content> {
  readonly read: ReadSecret;
  readonly secretArn: string;
  readonly format: SecretFormat<Content>;
  /** The wall clock: timers stop while Lambda is frozen, but the secret ages. It may be set back. */
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
/** Failed checks may cause so many refreshes at once, then one per interval: at most 12 in any minute. */
const FORCED_REFRESHES = { atOnce: 4, interval: 8 * SECOND };

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
 * limited time after a change. Whatever is dated later than now has expired: the clock was set back since.
 */
export class KeyRing<Content extends object = TokenKey> {
  private current?: Stored<Content>;
  /** When the current version was created. If that is unknown, no other version counts as newer. */
  private currentCreatedAt = Infinity;
  private pending?: DatedKey<Content> & { readonly readAt: number };
  private previous?: Stored<Content>;
  /** When AWSCURRENT changed, as far as this container can know. */
  private changedAt = -Infinity;
  private readAt = -Infinity;
  private failedAt = -Infinity;
  /** Explains the last failed load. */
  private problem: SecretProblem = { cause: 'The secret was not read yet', transient: true };

  private readonly forcedRefreshes = new TokenBucket(FORCED_REFRESHES.atOnce, FORCED_REFRESHES.interval);
  private loading?: Promise<void>;
  private forcedRefresh?: Promise<void>;

  constructor(private readonly options: KeyRingOptions<Content>) {}

  /** The command that stores another key. */
  get remedy(): string {
    return putSecretValue(this.options.secretArn, this.options.format);
  }

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
  async keys(): Promise<ReadonlyArray<Stored<Content>>> {
    if (!this.isWithin(TIME_TO_LIVE, this.readAt) && this.mayLoad) {
      await this.loadCurrent();
    }
    const current = this.freshKey();
    if (!current) {
      const { cause, remedy, transient } = this.problem;
      const detail = transient ? `${cause}. The next request reads it again` : cause;
      throw new Rejection(503, this.options.format.reason, detail, remedy);
    }
    return this.activeKeys(current);
  }

  /** Reads the key again in the last fifth of its life. Await it before the answer: Lambda freezes the rest. */
  async refreshEarly(): Promise<void> {
    const isInLastFifth = this.isWithin(TIME_TO_LIVE, this.readAt) && !this.isWithin(EARLY_REFRESH, this.readAt);
    if (isInLastFifth && this.mayLoad) {
      await this.loadCurrent();
    }
  }

  /**
   * Reads all stages after a check that failed with all of `keys()`, and returns the keys. Call it only for a request
   * that Twilio could have sent. There is at most one read at a time, and there are at most 12 in any minute.
   */
  async keysAfterFailedCheck(): Promise<ReadonlyArray<Stored<Content>>> {
    if (this.forcedRefresh || this.forcedRefreshes.take(this.now)) {
      await (this.forcedRefresh ??= this.readAll().finally(() => (this.forcedRefresh = undefined)));
    }
    return this.current ? this.activeKeys(this.current) : [];
  }

  /** Whether that moment is less than so many milliseconds ago. */
  private isWithin(milliseconds: number, moment: number): boolean {
    const age = this.now - moment;
    return age >= 0 && age < milliseconds;
  }

  private get mayLoad(): boolean {
    return !this.isWithin(RETRY_AFTER_FAILURE, this.failedAt);
  }

  /** The current key, unless it is too old even for an outage. */
  private freshKey(): Stored<Content> | undefined {
    return this.isWithin(LAST_GOOD, this.readAt) ? this.current : undefined;
  }

  private activeKeys(current: Stored<Content>): ReadonlyArray<Stored<Content>> {
    if (this.pending && !this.isWithin(TIME_TO_LIVE, this.pending.readAt)) {
      this.pending = undefined;
    }
    if (!this.isWithin(PREVIOUS_WINDOW, this.changedAt)) {
      this.previous = undefined;
      this.changedAt = -Infinity; // for good, even if the clock is set back
    }
    return [current, ...(this.pending ? [this.pending.key] : []), ...(this.previous ? [this.previous] : [])];
  }

  private async readAll(): Promise<void> {
    await this.loading;
    const wantPrevious = !this.previous && this.isWithin(PREVIOUS_WINDOW, this.changedAt);
    const [, pending, previous] = await Promise.all([
      this.loadCurrent(),
      this.readOther('AWSPENDING'),
      wantPrevious ? this.readOther('AWSPREVIOUS') : undefined,
    ]);
    if (pending && pending.createdAt > this.currentCreatedAt) {
      this.pending = { ...pending, readAt: this.now };
    }
    this.previous ??= previous?.key;
  }

  /** Runs one load at a time. A failure is remembered and changes nothing else. */
  private loadCurrent(): Promise<void> {
    return this.loading ??= this.readOnceOrTwice()
      .catch((error) => {
        this.problem = this.explain(error);
        this.failedAt = this.now;
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
    this.setCurrent(this.toKey(version, 'AWSCURRENT'), version.createdAt);
  }

  private explain(error: unknown): SecretProblem {
    return explainSecretProblem(error, this.options.secretArn, this.options.format);
  }

  private setCurrent(key: Stored<Content>, createdAt: number): void {
    if (this.current?.versionId !== key.versionId) {
      this.previous = this.current && { ...this.current, stage: 'AWSPREVIOUS' };
      // A container that started later did not see the change, but the version's creation date shows it.
      this.changedAt = this.current ? this.now : Math.min(this.now, createdAt);
    }
    this.current = key;
    this.currentCreatedAt = createdAt || Infinity;
    if (this.pending && this.pending.createdAt <= this.currentCreatedAt) {
      this.pending = undefined;
    }
    this.readAt = this.now;
  }

  /** Ignores a stage that does not exist or holds no key. */
  private readOther(stage: VersionStage): Promise<DatedKey<Content> | undefined> {
    return this.options.read(stage, READ_TIMEOUT)
      .then((version) => ({ key: this.toKey(version, stage), createdAt: version.createdAt }))
      .catch(() => undefined);
  }

  private toKey({ secretString, versionId }: SecretVersion, stage: VersionStage): Stored<Content> {
    return { ...this.options.format.parse(secretString), versionId, stage };
  }
}
