import { Rule, WebhookConfiguration } from './webhook-configuration';
import { SharedKeySetup } from '../aws/connect-version';

/**
 * What of a setup exists at Twilio. A run that ended between a request and its record is made good: a Setting with our
 * name that signs with our SharedKey is ours, and so is a Rule for our URL that names only this Setting.
 */
export async function findSetup(
  { settingId, sharedKeyId, ...setup }: SharedKeySetup,
  rules: readonly Rule[],
  configuration: WebhookConfiguration,
): Promise<SharedKeySetup & { readonly hasSharedKey: boolean }> {
  const hasSharedKey = await configuration.hasSharedKey(sharedKeyId);
  const settings = hasSharedKey ? await configuration.settings(sharedKeyId) : [];
  const setting = settings.find(({ id }) => id === settingId)
    ?? settings.find(({ friendlyName }) => friendlyName === configuration.friendlyName);
  const rule = rules.find((each) => isRuleFor(each, setup.url) && setting !== undefined && usesOnly(each, setting.id));
  return { ...setup, sharedKeyId, hasSharedKey, settingId: setting?.id, ruleId: rule?.id };
}

export function isRuleFor({ matchType, value }: Rule, url: string): boolean {
  return matchType === 'EXACT_MATCH' && value === url;
}

function usesOnly({ settings }: Rule, wanted: string): boolean {
  return settings.length > 0 && settings.every(({ settingId }) => settingId === wanted);
}
