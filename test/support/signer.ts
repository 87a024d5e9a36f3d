import { createHmac } from 'node:crypto';

/** Parameters of a form, in the order in which they are sent. */
export type Form = ReadonlyArray<readonly [name: string, value: string]>;

/**
 * Signs a request by the rule that Twilio publishes ("Webhooks security"), without Twilio's SDK and without the code
 * that is tested: the URL as requested, without its fragment, then each name and value, names in byte order, the
 * distinct values of a repeated name sorted; HMAC, base64. Auth tokens sign with SHA-1, SharedKeys mostly with SHA-256.
 */
export function sign(secret: string, url: string, form: Form, hash: 'sha1' | 'sha256' = 'sha1'): string {
  const names = sortedByBytes(form.map(([name]) => name));
  const valuesOf = (name: string) => form.filter((pair) => pair[0] === name).map(([, value]) => name + value);
  const signed = names.map((name) => sortedByBytes(valuesOf(name)).join(''));
  return createHmac(hash, secret).update(url.replace(/#.*/s, '') + signed.join(''), 'utf8').digest('base64');
}

function sortedByBytes(texts: readonly string[]): readonly string[] {
  const hexadecimal = [...new Set(texts)].map((text) => Buffer.from(text, 'utf8').toString('hex'));
  return hexadecimal.sort().map((hex) => Buffer.from(hex, 'hex').toString('utf8'));
}

/** The form as it goes over the wire. */
export function encodeForm(form: Form): string {
  return new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
}
