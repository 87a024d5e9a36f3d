import { randomUUID } from 'node:crypto';

/** The longest time for which a function that found no new token does not read the secret again. */
const READ_AFTER_FAILURE_MILLIS = 30_000;

interface SecretVersion {
  readonly versionId: string;
  readonly secretString: string;
  readonly createdDate: Date;
}

/** A version of the secret, as Secrets Manager returns it. */
export interface StoredVersion extends SecretVersion {
  readonly arn: string;
  readonly versionStages: readonly string[];
}

/** The secret with the auth token of the gateway that is served, in memory. */
export class LocalSecret {
  /** True makes every read fail, as in an outage of AWS. */
  public fails = false;
  /** When a function last read the secret because a signature had failed, in milliseconds since 1970. */
  private readAfterFailureAt = -Infinity;
  private current: SecretVersion;
  private previous?: SecretVersion;
  private tokens: readonly string[];

  /**
   * @param arn the ARN that the function has in its environment
   * @param authToken 32 hexadecimal characters
   */
  public constructor(private arn: string, authToken: string) {
    this.tokens = [authToken];
    this.current = versionOf(authToken);
  }

  /** The current token and the previous one. */
  public get authTokens(): readonly string[] {
    return this.tokens;
  }

  /** Gives the same secret another ARN: a changed app may have renamed it. */
  public rename(arn: string): void {
    this.arn = arn;
  }

  /** Rotates: the current token becomes the previous version. */
  public rotate(authToken: string): void {
    this.tokens = [authToken, this.tokens[0]];
    this.previous = this.current;
    this.current = versionOf(authToken);
  }

  /** The most seconds until a function reads the secret after another failed signature. */
  public secondsToNextRead(now: number = Date.now()): number {
    return Math.max(0, Math.ceil((this.readAfterFailureAt + READ_AFTER_FAILURE_MILLIS - now) / 1000));
  }

  public find(secretId: string, stage: string): StoredVersion | undefined {
    if (stage === 'AWSPENDING') this.readAfterFailureAt = Date.now(); // read only after a failed signature
    const version = stage === 'AWSCURRENT' ? this.current : stage === 'AWSPREVIOUS' ? this.previous : undefined;
    if (secretId !== this.arn || version === undefined) return undefined;
    return { ...version, arn: this.arn, versionStages: [stage] };
  }
}

function versionOf(authToken: string): SecretVersion {
  const secretString = JSON.stringify({ accountSid: '', authToken });
  return { versionId: randomUUID(), secretString, createdDate: new Date() };
}
