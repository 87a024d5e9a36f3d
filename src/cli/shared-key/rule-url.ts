import { UserError } from '../../local/problems/user-error';
import { withoutFragment } from '../../runtime/twilio/inbound-settings';

const BY_HAND = 'Nothing was changed. Create Setting and Rule yourself: Twilio, "Configure webhook rules".';

/**
 * The URL of a Rule for a webhook. The fragment is not part of it, since Twilio does not send it.
 *
 * @throws UserError for a URL of which Twilio does not say how a Rule matches it
 */
export function ruleUrl(webhookUrl: string): string {
  const url = withoutFragment(webhookUrl);
  if (url.endsWith('/')) {
    throw new UserError(`The URL ${url} ends with "/", and the value of a Rule must not. Set another webhookPath, `
      + 'deploy, and run this again. Nothing was changed.');
  }
  if (/[?*]/.test(url)) {
    throw new UserError(`The URL has a query or a "*", and Twilio does not document how a Rule matches it. ${BY_HAND}`);
  }
  return url;
}
