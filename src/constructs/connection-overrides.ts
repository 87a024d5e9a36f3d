import { Annotations, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * What Twilio is told of a webhook whose texts are answered once: to try twice more where it could not connect, had no answer in time, or
 * got a 5xx. By itself it tries once more, and only where it could not connect. All tries together have 15 seconds.
 * Source: Twilio, "Webhook connection overrides". The fragment is neither sent nor signed.
 */
const RETRIES = '#rc=2&rp=5xx,ct,rt';

/**
 * A webhook URL with retries.
 *
 * @param url one with a fragment of its own stays as it is. So does one of the user's that is not known at synth and might have
 * one, with a warning
 * @param isOwn whether the user gave it
 */
export function withRetries(scope: Construct, url: string, isOwn: boolean): string {
  if (url.includes('#')) {
    return url;
  }
  if (isOwn && Token.isUnresolved(url)) {
    warnOfUnknownRetries(scope);
    return url;
  }
  return `${url}${RETRIES}`;
}

function warnOfUnknownRetries(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:retriesUnknown',
    'With deduplication Twilio should try again where it got no answer, which the webhook URL tells it. webhookUrl is not known at synth, so it is left as it is, and without retries such a text stays unanswered. ' +
    `Let its value end in "${RETRIES}", and acknowledge this warning.`);
}
