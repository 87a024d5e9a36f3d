import { MalformedSecret } from './malformed-secret';
import { ACCOUNT_SID, accountSidOf, fieldsOf } from './secret-json';

/** The content of a valid secret. */
export interface AuthToken {
  readonly authToken: string;
  /** The account that the token belongs to, if the secret names it. */
  readonly accountSid?: string;
}

const EXPECTED = 'a Twilio auth token';
const AUTH_TOKEN = /^[0-9a-f]{32}$/i;
const API_KEY_SID = /^SK[0-9a-f]{32}$/i;

/**
 * Reads the secret. It is AWS's managed external secret type `TwilioAuthToken`,
 * `{"accountSid": "AC...", "authToken": "..."}`, or just the token. White space around a value is trimmed.
 *
 * @throws MalformedSecret for everything else, so that a random start value is never used as a key
 */
export function parseAuthToken(secret: string | undefined): AuthToken {
  const text = secret?.trim() ?? '';
  if (text === '') {
    throw malformed('nothing');
  }
  return /^[{["]/.test(text) ? fromJson(text) : { authToken: checked(text) };
}

function fromJson(text: string): AuthToken {
  const { authToken, accountSid } = fieldsOf(text, EXPECTED);
  if (authToken === undefined) {
    throw malformed('JSON without the key authToken');
  }
  if (typeof authToken !== 'string' || (accountSid !== undefined && typeof accountSid !== 'string')) {
    throw malformed('JSON whose authToken or accountSid is not a string');
  }
  return { ...accountSidOf(accountSid, EXPECTED), authToken: checked(authToken.trim()) };
}

function checked(token: string): string {
  if (AUTH_TOKEN.test(token)) {
    return token;
  }
  if (token === '') {
    throw malformed('an empty authToken');
  }
  if (ACCOUNT_SID.test(token)) {
    throw malformed('an Account SID');
  }
  if (API_KEY_SID.test(token)) {
    throw malformed('the SID of an API key');
  }
  // The construct generates a value of this length, which no auth token has.
  const other = `${token.length} characters that are not 32 hexadecimal digits`;
  throw malformed(token.length === 16 ? 'its random start value' : other);
}

function malformed(found: string): MalformedSecret {
  return new MalformedSecret(found, EXPECTED);
}
