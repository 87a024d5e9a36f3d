import { randomUUID } from 'node:crypto';

/** A version of the secret, as Secrets Manager returns it. */
export interface SecretVersion {
  readonly arn: string;
  readonly versionId: string;
  readonly versionStages: readonly string[];
  readonly secretString: string;
  readonly createdDate: Date;
}

/** The secret of the gateway that is served, kept in memory. The only thing that the local stand-in of Secrets Manager holds. */
export class LocalSecretStore {
  private current: SecretVersion;

  /**
   * @param arn the ARN by which the function asks for its secret
   * @param authToken 32 hexadecimal characters
   */
  public constructor(arn: string, authToken: string) {
    this.current = {
      arn,
      versionId: randomUUID(),
      versionStages: ['AWSCURRENT'],
      secretString: JSON.stringify({ accountSid: '', authToken }),
      createdDate: new Date(),
    };
  }

  /** Gives the same secret another ARN: an app that was changed may have renamed it. */
  public rename(arn: string): void {
    this.current = { ...this.current, arn };
  }

  public find(secretId: string, stage: string): SecretVersion | undefined {
    return secretId === this.current.arn && this.current.versionStages.includes(stage) ? this.current : undefined;
  }
}
