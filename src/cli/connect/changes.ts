import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { describeSettings, InboundTarget, isSameUrl } from '../../runtime/twilio/inbound-settings';
import { PreviousSettingsBySid } from '../../runtime/twilio/previous-settings';
import { planWebhook, WebhookPlan } from '../../runtime/twilio/webhook-plan';
import { ApiKeyContent, holdsApiKey } from '../aws/api-key-secret';
import { holds, SecretContent } from '../aws/token-secret';
import { TwilioCredentials } from '../twilio/twilio-credentials';

/** A change that `connect` shows before it makes it. */
export interface Change {
  readonly isNeeded: boolean;
  /** The present state and the new one. */
  readonly text: string;
  /** Why somebody might miss the present state. */
  readonly objection?: string;
}

/** The change of a number or a Messaging Service. */
export interface TargetChange extends Change {
  readonly target: InboundTarget;
  readonly plan: WebhookPlan;
}

export function secretChange(content: SecretContent, credentials: TwilioCredentials): Change {
  const { token, flaw } = content;
  if (holds(content, credentials)) return { isNeeded: false, text: 'holds these credentials already' };
  if (token === undefined) return { isNeeded: true, text: `holds ${flaw} → Account SID and auth token` };
  const { accountSid, authToken } = token;
  const present = authToken === credentials.authToken ? 'the auth token' : 'another auth token';
  return {
    isNeeded: true,
    text: `holds ${present} → Account SID and auth token`,
    objection: accountSid !== undefined && accountSid !== credentials.accountSid
      ? `the secret holds the auth token of another account, ${accountSid}, whose messages would then be rejected`
      : undefined,
  };
}

export function apiKeyChange(content: ApiKeyContent, wanted: ApiKey): Change {
  const { apiKey, flaw } = content;
  const { accountSid, apiKeySid } = wanted;
  if (holdsApiKey(content, wanted)) return { isNeeded: false, text: `holds the API key ${apiKeySid} already` };
  if (apiKey === undefined) return { isNeeded: true, text: `holds ${flaw} → the API key ${apiKeySid}` };
  const present = apiKey.apiKeySid === apiKeySid ? 'another secret of this API key' : `the API key ${apiKey.apiKeySid}`;
  return {
    isNeeded: true,
    text: `holds ${present} → the API key ${apiKeySid}`,
    objection: apiKey.accountSid === accountSid ? undefined
      : `the secret holds the API key of another account, ${apiKey.accountSid}, whose messages would not be answered`,
  };
}

export function targetChange(
  target: InboundTarget,
  webhookUrl: string,
  previousSettings: PreviousSettingsBySid,
): TargetChange {
  const url = urlFor(target, webhookUrl);
  const plan = planWebhook({ target, webhook: { url }, known: previousSettings[target.sid] });
  if (Object.keys(plan.changes).length === 0) {
    return { isNeeded: false, text: 'points at the gateway already', target, plan };
  }
  return {
    isNeeded: true,
    text: `${describeSettings(target)} → ${url} (POST)`,
    // The text says so if a Messaging Service leaves its messages to its numbers, and the user confirms it.
    objection: plan.conflict === 'webhook'
      ? `${target.name} has a webhook that is not this gateway's: ${describeSettings(target)}`
      : undefined,
    target,
    plan,
  };
}

/** The URL that a target gets. Connection overrides that somebody added to the gateway's URL stay. */
export function urlFor({ settings: { url } }: InboundTarget, webhookUrl: string): string {
  return isSameUrl(url, webhookUrl) && url.includes('#') ? url : webhookUrl;
}
