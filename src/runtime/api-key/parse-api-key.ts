/** The content of a valid secret. */
export interface ApiKey {
  /** The account that owns the key. */
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
}

/** Says what kind of value the secret holds instead of an API key, never the value. */
export class MalformedApiKey extends Error {
  constructor(readonly found: string) {
    super(`The secret holds ${found} instead of a Twilio API key`);
    this.name = 'MalformedApiKey';
  }
}

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/i;
const API_KEY_SID = /^SK[0-9a-f]{32}$/i;
/** Twilio documents no alphabet. What this excludes cannot be a part of a header, or is an example. */
const API_KEY_SECRET = /^[!-~]{16,512}$/;

/**
 * Reads the secret. It is AWS's managed external secret type `TwilioApiKey`, `{"accountSid": "AC...", "apiKeySid":
 * "SK...", "apiKeySecret": "..."}`. White space around a value is trimmed. Other keys are ignored.
 * Source: AWS Secrets Manager, "Twilio API Key".
 *
 * @throws MalformedApiKey for everything else
 */
export function parseApiKey(secret: string | undefined): ApiKey {
  const content = toObject(secret?.trim() ?? '');
  const accountSid = textIn(content, 'accountSid');
  const apiKeySid = textIn(content, 'apiKeySid');
  const apiKeySecret = textIn(content, 'apiKeySecret');
  if (!ACCOUNT_SID.test(accountSid)) {
    throw new MalformedApiKey('an accountSid that is not "AC" and 32 hexadecimal digits');
  }
  if (!API_KEY_SID.test(apiKeySid)) {
    const found = ACCOUNT_SID.test(apiKeySid) ? 'an Account SID as its apiKeySid' : 'an apiKeySid that is not "SK" and '
      + '32 hexadecimal digits';
    throw new MalformedApiKey(found);
  }
  if (!API_KEY_SECRET.test(apiKeySecret)) {
    throw new MalformedApiKey(apiKeySecret === '' ? 'an empty apiKeySecret'
      : `an apiKeySecret of ${apiKeySecret.length} characters that no API key has`);
  }
  return { accountSid: `AC${accountSid.slice(2).toLowerCase()}`, apiKeySid, apiKeySecret };
}

function toObject(text: string): Readonly<Record<string, unknown>> {
  if (text === '') {
    throw new MalformedApiKey('nothing');
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new MalformedApiKey(text.startsWith('{') ? 'malformed JSON' : 'something that is not JSON');
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new MalformedApiKey('JSON that is not an object');
  }
  return content as Record<string, unknown>;
}

function textIn(content: Readonly<Record<string, unknown>>, key: keyof ApiKey): string {
  const value = content[key];
  if (value === undefined) {
    if ('adminKeySid' in content) throw new MalformedApiKey('a Main API key of AWS\'s type TwilioMainApiKey');
    throw new MalformedApiKey('authToken' in content ? 'an auth token' : `JSON without the key ${key}`);
  }
  if (typeof value !== 'string') {
    throw new MalformedApiKey(`JSON whose ${key} is not a string`);
  }
  return value.trim();
}
