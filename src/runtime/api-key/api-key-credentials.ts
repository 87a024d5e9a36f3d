import { API_KEY_FORMAT, type ApiKey } from './parse-api-key';
import type { ReadSecret, VersionStage } from '../auth-token/read-secret';
import { explainSecretProblem, putSecretValue, type SecretProblem } from '../auth-token/secret-problem';
import { apiKeyAsCredentials, type Credentials, type CredentialsProvider, NoCredentials } from '../twilio/credentials';

export interface ApiKeyOptions {
  readonly read: ReadSecret;
  readonly secretArn: string;
  /** The wall clock: timers stop while Lambda is frozen, but the secret ages. */
  readonly now: () => number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A key of this age is read again before it is used. */
export const API_KEY_TIME_TO_LIVE = 5 * MINUTE;
/** The last good key is used this long while the secret cannot be read. */
export const API_KEY_LAST_GOOD = 15 * MINUTE;
/** After Twilio has rejected a key, the secret is not read again for this long. */
export const API_KEY_REFRESH_PAUSE = 10 * SECOND;
/** One read of the store. The first one gets a second try. */
const READ_TIMEOUT = 1.5 * SECOND;

/**
 * The API key of a secret, as credentials. AWSCURRENT is kept for some minutes. AWSPENDING and AWSPREVIOUS are read
 * only after Twilio has rejected the key: AWS deletes a key at Twilio when its rotation is over.
 * Source: AWS Secrets Manager, "Twilio API Key": `retainPreviousKey`.
 */
export function apiKeyCredentials(options: ApiKeyOptions): CredentialsProvider {
  return new ApiKeyCredentials(options);
}

class ApiKeyCredentials implements CredentialsProvider {
  public readonly kind = 'API key';
  private current?: ApiKey;
  /** AWSPENDING and AWSPREVIOUS, as the last refresh found them. */
  private others: readonly ApiKey[] = [];
  private readAt = -Infinity;
  private refreshedAt = -Infinity;
  /** One read at a time: a handler may download several attachments at once. */
  private reading?: Promise<void>;
  private refreshing?: Promise<void>;

  constructor(private readonly options: ApiKeyOptions) {}

  async load(): Promise<void> {
    await this.readCurrent().catch(() => undefined);
  }

  async credentials(accountSid: string): Promise<readonly Credentials[]> {
    if (!this.isYounger(this.readAt, API_KEY_TIME_TO_LIVE)) {
      await this.readCurrent().catch((error: unknown) => {
        if (!this.isYounger(this.readAt, API_KEY_LAST_GOOD)) throw this.explain(error);
      });
    }
    const found = forAccount([this.current!], accountSid);
    if (found.length === 0) {
      const detail = `The secret holds an API key of another account, ${this.current!.accountSid}`;
      throw new NoCredentials('no_api_key', detail, putSecretValue(this.options.secretArn, API_KEY_FORMAT));
    }
    return found;
  }

  async freshCredentials(accountSid: string): Promise<readonly Credentials[]> {
    if (this.refreshing !== undefined || !this.isYounger(this.refreshedAt, API_KEY_REFRESH_PAUSE)) {
      await (this.refreshing ??= this.readAll().finally(() => (this.refreshing = undefined)));
    }
    return forAccount([this.current!, ...this.others], accountSid);
  }

  /** A wall clock that steps back makes ages negative, which counts as too old. */
  private isYounger(since: number, age: number): boolean {
    const elapsed = this.options.now() - since;
    return elapsed >= 0 && elapsed < age;
  }

  /** Ignores a stage that does not exist or holds no key. */
  private async readAll(): Promise<void> {
    this.refreshedAt = this.options.now();
    const [, ...others] = await Promise.all([
      this.load(),
      this.readStage('AWSPENDING').catch(() => undefined),
      this.readStage('AWSPREVIOUS').catch(() => undefined),
    ]);
    this.others = others.filter((key) => key !== undefined);
  }

  private async readCurrent(): Promise<void> {
    this.reading ??= this.readTwice().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readTwice(): Promise<void> {
    const key = await this.readStage('AWSCURRENT').catch(async (error: unknown) => {
      if (!this.problemOf(error).transient) throw error;
      return this.readStage('AWSCURRENT');
    });
    this.current = key;
    this.readAt = this.options.now();
  }

  private async readStage(stage: VersionStage): Promise<ApiKey> {
    return API_KEY_FORMAT.parse((await this.options.read(stage, READ_TIMEOUT)).secretString);
  }

  private problemOf(error: unknown): SecretProblem {
    return explainSecretProblem(error, this.options.secretArn, API_KEY_FORMAT);
  }

  private explain(error: unknown): NoCredentials {
    const { cause, remedy } = this.problemOf(error);
    return new NoCredentials('no_api_key', cause, remedy);
  }
}

/** A key is for the account that owns it. */
function forAccount(keys: readonly ApiKey[], accountSid: string): readonly Credentials[] {
  return keys
    .filter((key) => key.accountSid === accountSid)
    .map(({ apiKeySid, apiKeySecret }) => apiKeyAsCredentials(accountSid, apiKeySid, apiKeySecret));
}
