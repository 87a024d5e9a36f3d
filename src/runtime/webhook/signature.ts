import { timingSafeEqual } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import type { Parameter } from './form';

/** What `isValidSignature` decides about. */
export interface SignatureCheck {
  /** The account's primary auth token. */
  readonly authToken: string;
  /** Value of the `X-Twilio-Signature` header. */
  readonly signature: string | undefined;
  /** The URL that Twilio requested, exactly: scheme, host, path and raw query string. */
  readonly url: string;
  /** The form parameters as they are signed: see `canonicalParameters`. Sorted once, however many keys and URLs are tried. */
  readonly signedParameters: string;
}

/** A signature is the base64 of 20 bytes. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

/**
 * Whether Twilio, or somebody else who knows the auth token, signed this request.
 *
 * The rule is that of Twilio's documentation, "Webhooks security": base64(HMAC-SHA1(auth token, URL + each name and
 * value)), names in byte order. The values of a repeated name count once each, sorted. Twilio is not consistent about
 * the port, so the URL is tried as it is, without a port, and with the default port.
 *
 * Never throws. A token or signature that is missing or blank is never valid: an HMAC with an empty key is one that
 * anybody can make.
 */
export function isValidSignature(check: SignatureCheck): boolean {
  const { authToken, signature, url, signedParameters } = check;
  if (!authToken?.trim() || !isSignature(signature)) {
    return false;
  }
  const received = Buffer.from(signature);
  for (const variant of portVariants(url)) {
    // Both are 28 characters: what is not of a signature's form does not come here.
    if (timingSafeEqual(Buffer.from(getExpectedTwilioSignature(authToken, variant + signedParameters, {})), received)) {
      return true;
    }
  }
  return false;
}

/** Whether it has the form of a signature, whatever it was made with. */
export function isSignature(signature: string | undefined): signature is string {
  return typeof signature === 'string' && SIGNATURE.test(signature);
}

/** The part of the signed text that comes after the URL: it is the same for every order that the parameters arrive in. */
export function canonicalParameters(parameters: readonly Parameter[]): string {
  return inSignedOrder(parameters).map(([name, value]) => name + value).join('');
}

/** The parameters in the order in which they are signed, what is there twice only once. */
export function inSignedOrder(parameters: readonly Parameter[]): readonly Parameter[] {
  const compare = parameters.some(([name, value]) => SURROGATE.test(name) || SURROGATE.test(value)) ? byBytes : byUnits;
  const sorted = [...parameters].sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return sorted.filter(([name, value], i) => i === 0 || name !== sorted[i - 1][0] || value !== sorted[i - 1][1]);
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** As Twilio sorts. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** As JavaScript sorts: by UTF-16 units. The same order where there are no surrogates, without 20 µs a text for making bytes. */
function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const ORIGIN = /^(https?):\/\/((?:[^/?#@]*@)?(?:\[[^\]/?#]*\]|[^:/?#@]*))(:\d*)?(?=[/?#]|$)/i;

/** The others are made only where the URL as it is does not fit, which hardly ever happens. */
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
