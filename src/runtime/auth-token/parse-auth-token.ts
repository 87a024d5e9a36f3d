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

/** Wrong names for the token. If the secret has one of them, the log names it. It names no other. */
const WRONG_NAMES = [
  'AuthToken', 'auth_token', 'TWILIO_AUTH_TOKEN', 'twilioAuthToken', 'twilio_auth_token', 'AUTH_TOKEN', 'authtoken',
  'auth-token', 'token', 'password', 'secret', 'value',
];

const QUOTED = /^(?:"[^]*"|'[^]*'|`[^]*`|[\u2018-\u201F][^]*[\u2018-\u201F])$/;
const QUOTES: Readonly<Record<string, string>> = { '"': 'double quotes', "'": 'single quotes', '`': 'backquotes' };
const ASSIGNED = /^(?:export\s+)?([\w-]+)\s*[=:]/;

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
  return /^[{[]/.test(text) ? fromJson(text) : { authToken: checked(text) };
}

function fromJson(text: string): AuthToken {
  const fields = fieldsOf(text, EXPECTED);
  const { authToken, accountSid } = fields;
  if (authToken === undefined) {
    const wrong = WRONG_NAMES.find((name) => Object.hasOwn(fields, name));
    throw malformed(`JSON without the key authToken${wrong === undefined ? '' : ` (it has ${wrong})`}`);
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
  if (token.length === 16) {
    throw malformed('its random start value');
  }
  if (QUOTED.test(token)) {
    throw malformed(`a value in ${QUOTES[token[0]] ?? 'typographic quotes'}`);
  }
  const wrong = WRONG_NAMES.find((name) => name === ASSIGNED.exec(token)?.[1]);
  throw malformed(wrong === undefined
    ? `${token.length} characters that are not 32 hexadecimal digits`
    : `a line that starts with ${wrong}`);
}

function malformed(found: string): MalformedSecret {
  return new MalformedSecret(found, EXPECTED);
}
