import { randomBytes, randomUUID } from 'node:crypto';
import { StoredVersion } from './local-secret';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { SharedKey } from '../../runtime/auth-token/parse-shared-key';

/** The ARNs that functions of the app have in their environment now. A changed app may have others. */
export interface KeySecretArns {
  readonly signingKey: readonly string[];
  readonly apiKey: readonly string[];
  /** Secrets of `additionalAuthTokenSecrets`. */
  readonly additionalAuthTokens: readonly string[];
}

/**
 * The SharedKey, the API key and the additional auth token of the gateway that is served, made up for this run. The
 * keys are for the account of the page's messages. The additional token signs nothing here.
 */
export class LocalKeys {
  public readonly signingKey: SharedKey & { readonly accountSid: string };
  public readonly apiKey: ApiKey;
  private readonly additionalAuthToken = { accountSid: '', authToken: randomBytes(16).toString('hex') };
  private readonly createdDate = new Date();
  private readonly versionId = randomUUID();

  public constructor(accountSid: string, private readonly arns: () => KeySecretArns) {
    const sharedKeyId = `webhooks_sharedkey_${randomBytes(13).toString('hex')}`;
    this.signingKey = { accountSid, sharedKeyId, sharedKey: randomText(), algorithm: 'HMAC_SHA256' };
    this.apiKey = { accountSid, apiKeySid: `SK${randomBytes(16).toString('hex')}`, apiKeySecret: randomText() };
  }

  public find(secretId: string, stage: string): StoredVersion | undefined {
    const { signingKey, apiKey, additionalAuthTokens } = this.arns();
    const content = signingKey.includes(secretId) ? this.signingKey
      : apiKey.includes(secretId) ? this.apiKey
        : additionalAuthTokens.includes(secretId) ? this.additionalAuthToken : undefined;
    if (content === undefined || stage !== 'AWSCURRENT') return undefined;
    const { versionId, createdDate } = this;
    return { arn: secretId, versionId, createdDate, versionStages: [stage], secretString: JSON.stringify(content) };
  }
}

function randomText(): string {
  return randomBytes(24).toString('base64url');
}
