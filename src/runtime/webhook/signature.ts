import { timingSafeEqual } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { Parameter } from './form';
import type { SignatureAlgorithm } from '../auth-token/key';

/** Arguments of `isValidSignature`. */
export interface SignatureCheck {
  /** The account's primary auth token, or a SharedKey. */
  readonly secret: string;
  /** The algorithm that belongs to the secret. @default 'HMAC_SHA1', as for every auth token */
  readonly algorithm?: SignatureAlgorithm;
  /** Value of the `X-Twilio-Signature` header. */
  readonly signature: string | undefined;
  /** The URL that Twilio requested, exactly: scheme, host, path and raw query string. */
  readonly url: string;
  /** The form parameters as they are signed, see `canonicalParameters`. Sorted once for all keys and URLs. */
  readonly signedParameters: string;
}

/** Base64 of 20 or 32 bytes. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}(?:[A-Za-z0-9+/]{16})?=$/;

/**
 * Whether Twilio, or somebody else who knows the secret, signed this request.
 *
 * Source of the rule: Twilio, "Webhooks security" and "Sign webhooks with shared keys". The signature is
 * base64(HMAC(secret, URL + each name and value)), names in byte order. The values of a repeated name count once each,
 * sorted. Twilio is not consistent about the port, so the URL is tried unchanged, without its port, and with the
 * default port.
 *
 * Never throws. A missing or blank secret or signature is never valid: anybody can make an HMAC with an empty key.
 */
export function isValidSignature(check: SignatureCheck): boolean {
  const { secret, algorithm = 'HMAC_SHA1', signature, url, signedParameters } = check;
  if (!secret?.trim() || algorithmOf(signature) !== algorithm) {
    return false;
  }
  const received = Buffer.from(signature!);
  for (const variant of portVariants(url)) {
    const expected = getExpectedTwilioSignature(secret, variant + signedParameters, {}, algorithm);
    // Both have the length of the algorithm: algorithmOf has checked the received one.
    if (timingSafeEqual(Buffer.from(expected), received)) {
      return true;
    }
  }
  return false;
}

/** The algorithm whose signatures have this form: 28 or 44 characters. `undefined` for what is not a signature. */
export function algorithmOf(signature: string | undefined): SignatureAlgorithm | undefined {
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) {
    return undefined;
  }
  return signature.length === 28 ? 'HMAC_SHA1' : 'HMAC_SHA256';
}

/** The signed content after the URL. It does not depend on the order in which the parameters arrive. */
export function canonicalParameters(parameters: readonly Parameter[]): string {
  return inSignedOrder(parameters).map(([name, value]) => name + value).join('');
}

/** Each step of a request asks for the order, and sorting takes as long as a signature. */
const orders = new WeakMap<readonly Parameter[], readonly Parameter[]>();

/** The parameters in the order in which they are signed, without equal ones. */
export function inSignedOrder(parameters: readonly Parameter[]): readonly Parameter[] {
  const known = orders.get(parameters);
  if (known) {
    return known;
  }
  const compare = parameters.some(([name, value]) => SURROGATE.test(name) || SURROGATE.test(value)) ? byBytes : byUnits;
  const sorted = [...parameters].sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  const order = sorted.filter(([name, value], i) => i === 0 || name !== sorted[i - 1][0] || value !== sorted[i - 1][1]);
  orders.set(parameters, order);
  return order;
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** Twilio's order. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** JavaScript's order, by UTF-16 units: the same without surrogates, and 20 µs faster per message. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ORIGIN = /^(https?):\/\/((?:[^/?#@]*@)?(?:\[[^\]/?#]*\]|[^:/?#@]*))(:\d*)?(?=[/?#]|$)/i;

/** The unchanged URL first: the others are hardly ever needed. */
function* portVariants(url: string): Generator<string> {
  yield url;
  const origin = ORIGIN.exec(url);
  if (origin) {
    const [prefix, scheme, host, port] = origin;
    const rest = url.slice(prefix.length);
    const defaultPort = scheme.toLowerCase() === 'https' ? ':443' : ':80';
    yield `${scheme}://${host}${port === undefined ? defaultPort : ''}${rest}`;
  }
}
