import { MalformedSecret } from '../auth-token/malformed-secret';
import type { SecretFormat } from '../auth-token/secret-format';
import { ACCOUNT_SID, fieldsOf } from '../auth-token/secret-json';

/** The content of a valid secret. */
export interface ApiKey {
  /** The account that owns the key. */
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
}

const EXPECTED = 'a Twilio API key';
const API_KEY_SID = /^SK[0-9a-f]{32}$/i;
/** Twilio documents no alphabet. What this excludes cannot be a part of a header, or is an example. */
const API_KEY_SECRET = /^[!-~]{16,512}$/;

/**
 * Reads the secret. It is AWS's managed external secret type `TwilioApiKey`, `{"accountSid": "AC...", "apiKeySid":
 * "SK...", "apiKeySecret": "..."}`. White space around a value is trimmed. Other keys are ignored.
 * Source: AWS Secrets Manager, "Twilio API Key".
 *
 * @throws MalformedSecret for everything else
 */
export function parseApiKey(secret: string | undefined): ApiKey {
  const text = secret?.trim() ?? '';
  if (text === '') {
    throw malformed('nothing');
  }
  const content = fieldsOf(text, EXPECTED);
  const accountSid = textIn(content, 'accountSid');
  const apiKeySid = textIn(content, 'apiKeySid');
  const apiKeySecret = textIn(content, 'apiKeySecret');
  if (!ACCOUNT_SID.test(accountSid)) {
    throw malformed('an accountSid that is not "AC" and 32 hexadecimal digits');
  }
  if (!API_KEY_SID.test(apiKeySid)) {
    const found = ACCOUNT_SID.test(apiKeySid) ? 'an Account SID as its apiKeySid' : 'an apiKeySid that is not "SK" and '
      + '32 hexadecimal digits';
    throw malformed(found);
  }
  if (!API_KEY_SECRET.test(apiKeySecret)) {
    throw malformed(apiKeySecret === '' ? 'an empty apiKeySecret'
      : `an apiKeySecret of ${apiKeySecret.length} characters that no API key has`);
  }
  return { accountSid: `AC${accountSid.slice(2).toLowerCase()}`, apiKeySid, apiKeySecret };
}

function textIn(content: Readonly<Record<string, unknown>>, key: keyof ApiKey): string {
  const value = content[key];
  if (value === undefined) {
    if ('adminKeySid' in content) throw malformed('a Main API key of AWS\'s type TwilioMainApiKey');
    throw malformed('authToken' in content ? 'an auth token' : `JSON without the key ${key}`);
  }
  if (typeof value !== 'string') {
    throw malformed(`JSON whose ${key} is not a string`);
  }
  return value.trim();
}

function malformed(found: string): MalformedSecret {
  return new MalformedSecret(found, EXPECTED);
}

/** How the secret is read, and written by the command that stores it. */
export const API_KEY_FORMAT: Omit<SecretFormat<ApiKey>, 'reason'> = {
  parse: parseApiKey,
  file: 'api-key.json',
  json: '{"accountSid":"AC...","apiKeySid":"SK...","apiKeySecret":"..."}',
};
