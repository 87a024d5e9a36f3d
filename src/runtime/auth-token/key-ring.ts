import { parseAuthToken } from './auth-token';
import { explainSecretProblem, type SecretProblem } from './secret-problem';
import type { ReadSecret, SecretVersion, VersionStage } from './secret-store';
import { Rejection } from '../log/rejection';

/** A key that a signature may have been made with. */
export interface Key {
  /** How it is used. A property of the key: a request never chooses it. */
  readonly algorithm: 'HMAC-SHA1';
  readonly authToken: string;
  readonly accountSid?: string;
  readonly versionId: string;
  readonly stage: VersionStage;
}

/** What the ring works with. */
export interface KeyRingOptions {
  readonly read: ReadSecret;
  readonly secretArn: string;
  /** Wall clock: a frozen Lambda's timers stand still, its secret's age does not. */
  readonly now: () => number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a read key is used before it is read again. */
export const TIME_TO_LIVE = 5 * MINUTE;
/** From this age on it is read again beside a request, so that no request has to wait for it. */
const EARLY_REFRESH = TIME_TO_LIVE * 0.8;
/** How long after the last successful read the last good key is used while the store fails. */
export const LAST_GOOD = 15 * MINUTE;
/** How long the key before the current one is still tried. */
export const PREVIOUS_WINDOW = 5 * MINUTE;
/** One read of the store. */
const READ_TIMEOUT = SECOND;
/** Both tries of a load: with it a cold start answers within 3 s, whatever the store does. */
const LOAD_TIMEOUT = 2.5 * SECOND;
/** After a failed load the store is left alone this long. */
const RETRY_AFTER_FAILURE = 5 * SECOND;
/** After a forced refresh that brought nothing new the next one has to wait this long: first, second, third time ... */
const FRUITLESS_BACK_OFF = [5 * SECOND, 10 * SECOND, 20 * SECOND, 30 * SECOND];

/**
 * The keys of the secret, kept and refreshed so that a rotated token costs no message, a forged request no flood of
 * reads, and a failing store no genuine text for as long as the last good key may be used.
 *
 * AWSCURRENT is always there. AWSPENDING is asked for only after a failed check: it may be the token that Twilio already
 * signs with. It counts only if it was made after AWSCURRENT: a rotation may end with both labels on one version (AWS
 * Secrets Manager API, "RotateSecret"), and AWSPENDING stays there when somebody replaces that version by hand.
 * AWSPREVIOUS counts for a bounded window after a change.
 */
export class KeyRing {
  private current?: Key;
  /** When the version that is AWSCURRENT was made. Where nobody knows, none was made after it. */
  private currentCreatedAt = Infinity;
  private pending?: { readonly key: Key; readonly createdAt: number; readonly readAt: number };
  private previous?: Key;
  /** When AWSCURRENT became what it is, as far as this container can know. */
  private changedAt = 0;
  private readAt = -Infinity;
  private retryAt = -Infinity;
  /** Of the last load that failed. Looked at only after one. */
  private problem!: SecretProblem;

  private forcedAgainAt = -Infinity;
  private fruitless = 0;
  private loading?: Promise<void>;
  private forcing?: Promise<void>;

  constructor(private readonly options: KeyRingOptions) {}

  /** Reads the secret during init. Never rejects, since a failed init would be repeated by Lambda. */
  async load(): Promise<void> {
    await this.loadCurrent();
  }

  /**
   * The keys to check a signature with, the likeliest first. Waits for a read only where the key is too old.
   *
   * @throws Rejection 503 if there is none: nothing may be compared then
   */
  async keys(): Promise<readonly Key[]> {
    const { now } = this.options;
    if (now() - this.readAt >= TIME_TO_LIVE && now() >= this.retryAt) {
      await this.loadCurrent();
    }
    const current = this.usable();
    if (!current) {
      const { cause, remedy, transient } = this.problem;
      throw new Rejection(503, 'no_auth_token', transient ? `${cause}. The next request reads it again` : cause, remedy);
    }
    return this.held(current);
  }

  /** Reads the key again in the last fifth of its life. To be awaited before the answer: afterwards Lambda freezes. */
  async refreshEarly(): Promise<void> {
    const age = this.options.now() - this.readAt;
    if (age >= EARLY_REFRESH && age < TIME_TO_LIVE && this.options.now() >= this.retryAt) {
      await this.loadCurrent();
    }
  }

  /**
   * After a check that failed with all of `keys()`: reads all stages and gives what there is then. To be called only for
   * a request that could be Twilio's. At most one read at a time, and rarer and rarer while it brings nothing new.
   */
  async keysAfterFailedCheck(): Promise<readonly Key[]> {
    if (this.options.now() >= this.forcedAgainAt || this.forcing) {
      await (this.forcing ??= this.readAll().finally(() => (this.forcing = undefined)));
    }
    return this.current ? this.held(this.current) : [];
  }

  /** The last good key, for as long as it may be used. */
  private usable(): Key | undefined {
    return this.options.now() - this.readAt > LAST_GOOD ? undefined : this.current;
  }

  private held(current: Key): readonly Key[] {
    const now = this.options.now();
    if (this.pending && now - this.pending.readAt >= TIME_TO_LIVE) {
      this.pending = undefined;
    }
    if (!this.inPreviousWindow(now)) {
      this.previous = undefined;
    }
    return [current, ...(this.pending ? [this.pending.key] : []), ...(this.previous ? [this.previous] : [])];
  }

  private inPreviousWindow(now: number): boolean {
    return now - this.changedAt < PREVIOUS_WINDOW;
  }

  private async readAll(): Promise<void> {
    const before = [this.current, this.pending?.key, this.previous];
    await this.loading;
    const wantPrevious = !this.previous && this.inPreviousWindow(this.options.now());
    const [, pending, previous] = await Promise.all([
      this.loadCurrent(),
      this.readOther('AWSPENDING'),
      wantPrevious ? this.readOther('AWSPREVIOUS') : undefined,
    ]);
    if (pending && pending.createdAt > this.currentCreatedAt) {
      this.pending = { ...pending, readAt: this.options.now() };
    }
    this.previous ??= previous?.key;

    const known = new Set(before.map((key) => key?.versionId));
    const isFruitful = [this.current, this.pending?.key, this.previous].some((key) => key && !known.has(key.versionId));
    if (isFruitful) {
      this.fruitless = 0;
      this.forcedAgainAt = -Infinity;
    } else {
      this.forcedAgainAt = this.options.now() + FRUITLESS_BACK_OFF[Math.min(this.fruitless++, FRUITLESS_BACK_OFF.length - 1)];
    }
  }

  /** One load at a time; a failure is remembered and leaves everything else as it was. */
  private loadCurrent(): Promise<void> {
    return this.loading ??= this.readOnceOrTwice()
      .catch((error) => {
        this.problem = this.explain(error);
        this.retryAt = this.options.now() + RETRY_AFTER_FAILURE;
      })
      .finally(() => (this.loading = undefined));
  }

  /** A second time only where there is no usable key without it, and the problem may be one of the moment. */
  private async readOnceOrTwice(): Promise<void> {
    const { now } = this.options;
    const started = now();
    try {
      await this.readCurrent(READ_TIMEOUT);
    } catch (error) {
      const left = LOAD_TIMEOUT - (now() - started);
      if (this.usable() || !this.explain(error).transient || left <= 0) {
        throw error;
      }
      await this.readCurrent(Math.min(READ_TIMEOUT, left));
    }
  }

  private async readCurrent(timeoutMs: number): Promise<void> {
    const version = await this.options.read('AWSCURRENT', timeoutMs);
    this.adopt(toKey(version, 'AWSCURRENT'), version.createdAt);
  }

  private explain(error: unknown): SecretProblem {
    return explainSecretProblem(error, this.options.secretArn);
  }

  private adopt(key: Key, createdAt: number): void {
    const now = this.options.now();
    if (this.current?.versionId !== key.versionId) {
      this.previous = this.current && { ...this.current, stage: 'AWSPREVIOUS' };
      // A container that starts later was not there to see the change: the version's age tells it.
      this.changedAt = this.current ? now : Math.min(now, createdAt);
      this.fruitless = 0;
      this.forcedAgainAt = -Infinity;
    }
    this.current = key;
    this.currentCreatedAt = createdAt || Infinity;
    if (this.pending && this.pending.createdAt <= this.currentCreatedAt) {
      this.pending = undefined;
    }
    this.readAt = now;
  }

  /** A stage that is not there, or holds no token, is none. */
  private readOther(stage: VersionStage): Promise<{ readonly key: Key; readonly createdAt: number } | undefined> {
    return this.options.read(stage, READ_TIMEOUT)
      .then((version) => ({ key: toKey(version, stage), createdAt: version.createdAt }))
      .catch(() => undefined);
  }
}

function toKey(version: SecretVersion, stage: VersionStage): Key {
  return { algorithm: 'HMAC-SHA1', ...parseAuthToken(version.secretString), versionId: version.versionId, stage };
}
