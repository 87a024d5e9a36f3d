import { randomUUID } from 'node:crypto';

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

/** The secret of the gateway that is served, kept in memory. The only thing that the local emulator of Secrets Manager holds. */
export class LocalSecret {
  /** Whether every read fails, as in an outage of AWS. */
  public fails = false;
  private current: SecretVersion;
  private previous?: SecretVersion;
  private tokens: readonly string[];

  /**
   * @param arn the ARN by which the function asks for its secret
   * @param authToken 32 hexadecimal characters
   */
  public constructor(private arn: string, authToken: string) {
    this.tokens = [authToken];
    this.current = versionOf(authToken);
  }

  /** The current token, and the one before it. */
  public get authTokens(): readonly string[] {
    return this.tokens;
  }

  /** Gives the same secret another ARN: an app that was changed may have renamed it. */
  public rename(arn: string): void {
    this.arn = arn;
  }

  /** A new token, as after a rotation: the one of now becomes the previous version. */
  public rotate(authToken: string): void {
    this.tokens = [authToken, this.tokens[0]];
    this.previous = this.current;
    this.current = versionOf(authToken);
  }

  public find(secretId: string, stage: string): StoredVersion | undefined {
    const version = stage === 'AWSCURRENT' ? this.current : stage === 'AWSPREVIOUS' ? this.previous : undefined;
    return secretId === this.arn && version !== undefined ? { ...version, arn: this.arn, versionStages: [stage] } : undefined;
  }
}

function versionOf(authToken: string): SecretVersion {
  return { versionId: randomUUID(), secretString: JSON.stringify({ accountSid: '', authToken }), createdDate: new Date() };
}
