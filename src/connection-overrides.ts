import { Token } from 'aws-cdk-lib';

/**
 * What Twilio is told of a webhook whose texts are answered once: to try twice more where it could not connect, had no answer in time, or
 * got a 5xx. By itself it tries once more, and only where it could not connect. All tries together have 15 seconds.
 * Source: Twilio, "Webhook connection overrides". The fragment is neither sent nor signed.
 */
const RETRIES = '#rc=2&rp=5xx,ct,rt';

/**
 * A webhook URL with retries.
 *
 * @param url one with a fragment of its own stays as it is, and so does one of the user's that is not known at synth
 * @param isOwn whether the user gave it
 */
export function withRetries(url: string, isOwn: boolean): string {
  const isUnknown = isOwn && Token.isUnresolved(url);
  return isUnknown || url.includes('#') ? url : `${url}${RETRIES}`;
}
