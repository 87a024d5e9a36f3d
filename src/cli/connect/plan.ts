import { describeSettings, InboundTarget, isForeign, isSameUrl, pointsTo } from '../../runtime/twilio/inbound-settings';
import { SavedSettings } from '../../runtime/twilio/previous-settings';
import { holds, SecretContent } from '../aws/token-secret';
import { TwilioCredentials } from '../twilio/twilio-credentials';

/** One thing that `connect` is to do. */
export interface Change {
  /** Nothing is to be done where it is false. */
  readonly isNeeded: boolean;
  /** From what to what. */
  readonly text: string;
  /** Why somebody might miss what is there. */
  readonly objection?: string;
}

export function planSecret(content: SecretContent, credentials: TwilioCredentials): Change {
  const { token, flaw } = content;
  if (holds(content, credentials)) return { isNeeded: false, text: 'holds these credentials already' };
  if (token === undefined) return { isNeeded: true, text: `holds ${flaw} → Account SID and auth token` };
  const { accountSid } = token;
  return {
    isNeeded: true,
    text: token.authToken === credentials.authToken ? 'holds the auth token → Account SID and auth token' : 'holds another auth token → Account SID and auth token',
    objection: accountSid !== undefined && accountSid !== credentials.accountSid
      ? `the secret holds the auth token of another account, ${accountSid}, whose texts would then be rejected`
      : undefined,
  };
}

export function planTarget(target: InboundTarget, webhookUrl: string, saved: SavedSettings): Change {
  const setByUs = saved[target.sid]?.webhookUrl ?? webhookUrl;
  const url = urlFor(target, webhookUrl);
  const { settings } = target;
  if (pointsTo(target, webhookUrl) && settings.url === url && settings.method === 'POST') return { isNeeded: false, text: 'points at the gateway already' };
  return {
    isNeeded: true,
    text: `${describeSettings(target)} → ${url} (POST)`,
    objection: isForeign(target, webhookUrl, setByUs) ? `${target.name} has a webhook that is not this gateway's: ${describeSettings(target)}` : undefined,
  };
}

/** What a target's webhook is to be: the gateway's URL, but connection overrides that somebody has set there stay. */
export function urlFor({ settings: { url } }: InboundTarget, webhookUrl: string): string {
  return isSameUrl(url, webhookUrl) && url.includes('#') ? url : webhookUrl;
}
