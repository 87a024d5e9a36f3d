import { MalformedSecret } from './malformed-secret';

export const ACCOUNT_SID = /^AC[0-9a-f]{32}$/i;

/**
 * Reads the fields of a secret that is JSON.
 *
 * @param expected what the secret should hold, for the error
 * @throws MalformedSecret for JSON that is malformed or not an object
 */
export function fieldsOf(text: string, expected: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new MalformedSecret(/^[{[]/.test(text) ? 'malformed JSON' : 'something that is not JSON', expected);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new MalformedSecret('JSON that is not an object', expected);
  }
  return content as Record<string, unknown>;
}

/**
 * The account that the secret names, if it names one. White space around it is trimmed.
 *
 * @throws MalformedSecret for what is not an Account SID
 */
export function accountSidOf(accountSid: string | undefined, expected: string): { readonly accountSid?: string } {
  const account = accountSid?.trim() ?? '';
  if (account === '') {
    return {};
  }
  if (!ACCOUNT_SID.test(account)) {
    throw new MalformedSecret('an accountSid that is not "AC" and 32 hexadecimal digits', expected);
  }
  return { accountSid: `AC${account.slice(2).toLowerCase()}` };
}
