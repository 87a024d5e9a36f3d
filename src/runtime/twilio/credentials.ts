/** Credentials for Twilio's REST API: an API key of the account, or its Account SID and auth token. */
export interface Credentials {
  /** The account whose resources are read and written. */
  readonly accountSid: string;
  /** SID of the API key, or the Account SID. */
  readonly username: string;
  /** Secret of the API key, or the auth token. */
  readonly password: string;
}

/** What credentials are, in words. */
export type CredentialsKind = 'auth token' | 'API key';

/** Reads credentials from a secret, and reads them again when Twilio does not accept them. */
export interface CredentialsProvider {
  readonly kind: CredentialsKind;
  /** Reads the secret during init. Never rejects. */
  load(): Promise<void>;
  /**
   * The credentials for an account, the likeliest first.
   *
   * @throws NoCredentials if the secret holds none for it
   */
  credentials(accountSid: string): Promise<readonly Credentials[]>;
  /** What the secret holds now. Called after Twilio has rejected all `credentials`. Never rejects. */
  freshCredentials(accountSid: string): Promise<readonly Credentials[]>;
}

/** Thrown if a secret holds no usable credentials. Its texts may be logged: they hold no value of the secret. */
export class NoCredentials extends Error {
  public readonly name = 'NoCredentials';

  /** @param remedy the command that fixes it. Absent if the next read may succeed by itself */
  public constructor(
    readonly reason: 'no_auth_token' | 'no_api_key',
    message: string,
    readonly remedy?: string,
  ) {
    super(message);
  }
}

/** The credentials that an auth token is. */
export function authTokenAsCredentials(accountSid: string, authToken: string): Credentials {
  return { accountSid, username: accountSid, password: authToken };
}

/** The credentials that an API key is. */
export function apiKeyAsCredentials(accountSid: string, apiKeySid: string, apiKeySecret: string): Credentials {
  return { accountSid, username: apiKeySid, password: apiKeySecret };
}

export function kindOf({ accountSid, username }: Credentials): CredentialsKind {
  return username === accountSid ? 'auth token' : 'API key';
}

/** The header `Authorization`. Source: Twilio, "Twilio APIs: requests": authenticate. */
export function basicAuthorization({ username, password }: Pick<Credentials, 'username' | 'password'>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Tries the credentials of each source until Twilio accepts one of them: during a rotation the valid ones may be others
 * than the current ones. A source is asked only if those before it were not accepted. Nothing is tried twice.
 *
 * @returns the last result. `undefined` if there are no credentials
 */
export async function tryCredentials<T>(
  sources: ReadonlyArray<() => Promise<readonly Credentials[]>>,
  request: (credentials: Credentials) => Promise<T>,
  isUnauthorized: (result: T) => boolean,
): Promise<T | undefined> {
  const tried = new Set<string>();
  let result: T | undefined;
  for (const source of sources) {
    for (const credentials of (await source()).filter((each) => !tried.has(basicAuthorization(each)))) {
      tried.add(basicAuthorization(credentials));
      result = await request(credentials);
      if (!isUnauthorized(result)) return result;
    }
  }
  return result;
}
