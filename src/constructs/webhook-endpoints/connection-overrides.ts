import { Annotations, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * Makes Twilio retry twice after a failed connection, a time-out or a 5xx. Without it Twilio retries once, and only
 * after a failed connection. All attempts together have 15 seconds.
 * Source: Twilio, "Webhook connection overrides". The fragment is neither sent nor signed.
 */
const RETRIES = '#rc=2&rp=5xx,ct,rt';

/**
 * Adds the retries of deduplication to a webhook URL.
 *
 * @param url returned unchanged if it has a fragment. A token of the user's is returned unchanged too, with a warning:
 * it may have a fragment
 * @param isUsers whether the user gave the URL as `webhookUrl`
 */
export function withRetries(scope: Construct, url: string, isUsers: boolean): string {
  if (url.includes('#')) {
    return url;
  }
  if (isUsers && Token.isUnresolved(url)) {
    warnOfUnknownRetries(scope);
    return url;
  }
  return `${url}${RETRIES}`;
}

function warnOfUnknownRetries(scope: Construct): void {
  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:retriesUnknown',
    'Deduplication relies on Twilio\'s retries, which are enabled by a URL fragment. ' +
    'webhookUrl is a token, so the fragment could not be added: ' +
    'without it Twilio does not retry after a time-out or a 5xx, and the message stays unanswered. ' +
    `Append "${RETRIES}" to its value, and acknowledge this warning.`);
}
