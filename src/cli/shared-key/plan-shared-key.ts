import { ConnectionSetting, connectionSetting, describeConnection } from './connection-setting';
import { findSetup, isRuleFor } from './find-setup';
import { ruleUrl } from './rule-url';
import { Operation, Rule, WebhookConfiguration } from './webhook-configuration';
import { UserError } from '../../local/problems/user-error';
import { SharedKeySetup } from '../aws/connect-version';
import { SigningKeyContent } from '../aws/signing-key-secret';

/** What `connect --shared-key` does. */
export interface SharedKeyPlan {
  readonly isNeeded: boolean;
  /** The changes, for people: a name and a text each. */
  readonly lines: ReadonlyArray<readonly [name: string, text: string]>;
  /** Why somebody might miss the present state. */
  readonly objection?: string;
  /** The URL of the Rule. */
  readonly url: string;
  readonly connection: ConnectionSetting;
  /** What exists at Twilio already, and goes on to be used. */
  readonly present?: SharedKeySetup;
  /** A SharedKey whose secret is lost, and its Setting. Nothing is signed with it. */
  readonly obsolete?: SharedKeySetup;
  /** A change of the Rule that Twilio still applies. */
  readonly pending?: Operation;
}

/**
 * Looks at what exists, and plans the rest. Changes nothing.
 *
 * @param webhookUrl the URL of the number, with its connection overrides
 * @param setup what an earlier run has created
 * @throws UserError if a Rule of somebody else has this URL
 */
export async function planSharedKey(
  webhookUrl: string,
  setup: SharedKeySetup | undefined,
  stored: SigningKeyContent,
  configuration: WebhookConfiguration,
): Promise<SharedKeyPlan> {
  const url = ruleUrl(webhookUrl);
  const connection = connectionSetting(webhookUrl);
  if (setup !== undefined) assertSameTarget(setup, url, configuration.accountSid);
  const rules = await configuration.rules();
  const found = setup && await findSetup(setup, rules, configuration);
  const rule = rules.find((each) => isRuleFor(each, url));
  if (rule !== undefined && rule.id !== found?.ruleId) throw new UserError(ruleExists(rule, url));
  const isStored = found?.hasSharedKey === true && stored.sharedKey?.sharedKeyId === found.sharedKeyId;
  if (rule !== undefined && !isStored) throw new UserError(keyIsLost(found!.sharedKeyId));
  const present = isStored ? found : undefined;
  const pending = rule && await configuration.pendingOperation(rule.id);
  return {
    isNeeded: rule === undefined || pending !== undefined,
    lines: linesOf({ url, connection, present, pending }, rules),
    objection: isStored ? undefined : await objectionTo(stored, configuration),
    url,
    connection,
    present,
    obsolete: found !== undefined && !isStored ? found : undefined,
    pending,
  };
}

/** A SharedKey that Twilio has deleted signs nothing. Whether one of another account exists cannot be seen. */
async function objectionTo(
  { sharedKey }: SigningKeyContent,
  configuration: WebhookConfiguration,
): Promise<string | undefined> {
  if (sharedKey === undefined) return undefined;
  const { sharedKeyId, accountSid } = sharedKey;
  const isOurs = accountSid === undefined || accountSid === configuration.accountSid;
  if (isOurs && !await configuration.hasSharedKey(sharedKeyId)) return undefined;
  return `the secret holds the SharedKey ${sharedKeyId}, and messages signed with it would be rejected`;
}

function linesOf(
  { url, connection, present, pending }: Pick<SharedKeyPlan, 'url' | 'connection' | 'present' | 'pending'>,
  rules: readonly Rule[],
): SharedKeyPlan['lines'] {
  if (present?.ruleId !== undefined) {
    const state = pending === undefined ? 'already' : 'as soon as the Rule applies everywhere';
    return [['SharedKey', `Twilio signs messages to ${url} with ${present.sharedKeyId} ${state}`]];
  }
  const others = rules.filter(({ matchType, prefix }) =>
    matchType === 'DEFAULT' || (prefix !== undefined && url.startsWith(prefix)));
  return [
    ['SharedKey', present === undefined
      ? 'none → a new one at Twilio, stored in the signing-key secret before Twilio uses it'
      : `${present.sharedKeyId}, from an earlier run`],
    ['Setting', present?.settingId === undefined
      ? `none → sign with it, HMAC_SHA256; ${describeConnection(connection)}`
      : `${present.settingId}, from an earlier run`],
    ['Rule', `none → ${url}: the Setting, which replaces the connection overrides in the URL, for all messages at once`],
    ...others.map(({ id }) => ['', `The Rule ${id} no longer applies to this URL`] as const),
  ];
}

function assertSameTarget({ accountSid, url }: SharedKeySetup, wantedUrl: string, wantedAccount: string): void {
  if (accountSid === wantedAccount && url === wantedUrl) return;
  const present = accountSid === wantedAccount ? `the URL ${url}` : `the account ${accountSid}`;
  throw new UserError(`connect --shared-key has created a Rule for ${present} before. Nothing was changed. `
    + 'Run "disconnect" to remove it, then run this again.');
}

function ruleExists({ id, settings }: Rule, url: string): string {
  return `Twilio already has the Rule ${id} for ${url}, with the Setting ${settings.map(({ settingId }) => settingId)
    .join(', ')}. Nothing was changed. To keep it, store the SharedKey of its Setting in the signing-key secret. `
    + 'To replace it, delete the Rule: DELETE https://webhooks.twilio.com/v1/Webhooks/Rules/'
    + `${id} with an API key. Then run this again.`;
}

function keyIsLost(sharedKeyId: string): string {
  return `Twilio signs with the SharedKey ${sharedKeyId}, which the secret does not hold, so the gateway rejects `
    + 'messages. Twilio shows a SharedKey only once. Run "disconnect" to remove the Rule, then run this again.';
}
