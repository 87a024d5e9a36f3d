/** The content of a valid secret. */
export interface AuthToken {
  readonly authToken: string;
  /** The account that the token belongs to, if the secret names it. */
  readonly accountSid?: string;
}

/** Says what kind of value the secret holds instead of an auth token, never the value. */
export class MalformedAuthToken extends Error {
  constructor(readonly found: string) {
    super(`The secret holds ${found} instead of a Twilio auth token`);
    this.name = 'MalformedAuthToken';
  }
}

const AUTH_TOKEN = /^[0-9a-f]{32}$/i;
const ACCOUNT_SID = /^AC[0-9a-f]{32}$/i;
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
 * @throws MalformedAuthToken for everything else, so that a random start value is never used as a key
 */
export function parseAuthToken(secret: string | undefined): AuthToken {
  const text = secret?.trim() ?? '';
  if (text === '') {
    throw new MalformedAuthToken('nothing');
  }
  return /^[{[]/.test(text) ? fromJson(text) : { authToken: checked(text) };
}

function fromJson(text: string): AuthToken {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new MalformedAuthToken('malformed JSON');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new MalformedAuthToken('JSON that is not an object');
  }
  const { authToken, accountSid } = content as Record<string, unknown>;
  if (authToken === undefined) {
    const wrong = WRONG_NAMES.find((name) => Object.hasOwn(content, name));
    throw new MalformedAuthToken(`JSON without the key authToken${wrong === undefined ? '' : ` (it has ${wrong})`}`);
  }
  if (typeof authToken !== 'string' || (accountSid !== undefined && typeof accountSid !== 'string')) {
    throw new MalformedAuthToken('JSON whose authToken or accountSid is not a string');
  }
  const account = accountSid?.trim().replace(ACCOUNT_SID, (sid) => `AC${sid.slice(2).toLowerCase()}`) ?? '';
  if (account !== '' && !ACCOUNT_SID.test(account)) {
    throw new MalformedAuthToken('an accountSid that is not "AC" and 32 hexadecimal digits');
  }
  return { authToken: checked(authToken.trim()), ...(account === '' ? {} : { accountSid: account }) };
}

function checked(token: string): string {
  if (AUTH_TOKEN.test(token)) {
    return token;
  }
  if (token === '') {
    throw new MalformedAuthToken('an empty authToken');
  }
  if (ACCOUNT_SID.test(token)) {
    throw new MalformedAuthToken('an Account SID');
  }
  if (API_KEY_SID.test(token)) {
    throw new MalformedAuthToken('the SID of an API key');
  }
  // The construct generates a value of this length, which no auth token has.
  if (token.length === 16) {
    throw new MalformedAuthToken('its random start value');
  }
  if (QUOTED.test(token)) {
    throw new MalformedAuthToken(`a value in ${QUOTES[token[0]] ?? 'typographic quotes'}`);
  }
  const wrong = WRONG_NAMES.find((name) => name === ASSIGNED.exec(token)?.[1]);
  throw new MalformedAuthToken(wrong === undefined
    ? `${token.length} characters that are not 32 hexadecimal digits`
    : `a line that starts with ${wrong}`);
}
