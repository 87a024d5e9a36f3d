import {
  hasUrl, type InboundSettings, type InboundTarget, isSameUrl, isSetTo, isThirdPartyUrl, isThirdPartyWebhook,
} from './inbound-settings';
import {
  type FallbackSettings,
  type PreviousSettings,
  toMainSettings,
  urlsOf,
  type Webhook,
} from './previous-settings';

/** The facts that a plan is made from. */
export interface PlanWebhookOptions {
  readonly target: InboundTarget;
  readonly webhook: Webhook;
  /** The stored settings of the target. @default - nothing is stored */
  readonly known?: Partial<PreviousSettings>;
  /** Other URLs of the same gateway. @default - only those of `known` */
  readonly otherUrls?: readonly string[];
}

/** Settings that would be lost: a third party's webhook, the webhooks of a service's numbers, or a fallback URL. */
export type Conflict = 'webhook' | 'numbers' | 'fallback';

type Remembered = Omit<PreviousSettings, 'name' | 'accountSid'>;

/** How a target comes to point at the gateway. */
export interface WebhookPlan {
  /** The settings to write. Empty if Twilio has them. */
  readonly changes: Partial<InboundSettings>;
  /** The settings to store before Twilio is asked, so that an interruption loses nothing. */
  readonly pending: Remembered;
  /** The settings to store once Twilio has the changes. */
  readonly applied: Remembered;
  /** Absent if nobody would miss the present settings. */
  readonly conflict?: Conflict;
}

/** Plans how a number or a Messaging Service comes to point at the gateway. Asks nobody and writes nothing. */
export function planWebhook({ target, webhook, known = {}, otherUrls = [] }: PlanWebhookOptions): WebhookPlan {
  const { settings } = target;
  const gatewayUrls = [webhook.url, ...otherUrls, ...urlsOf(known)];
  const isGateways = isSetTo(target, ...gatewayUrls);
  const fallback = planFallback(settings, webhook, known);
  const before = isGateways ? known.settings : settingsBefore(target, gatewayUrls, known);
  const hasWebhook = isGateways && settings.url === webhook.url && settings.method === 'POST';
  const override = target.kind === 'number' ? { applicationSid: '' } : { isLeftToNumbers: false };
  const main = { url: webhook.url, method: 'POST', ...(!isGateways && override) };
  return {
    changes: { ...(!hasWebhook && main), ...fallback.changes },
    pending: {
      settings: before,
      fallback: fallback.before ?? known.fallback,
      applied: [known.applied, known.pending].find((one) => one && isSameUrl(one.url, settings.url)) ?? known.applied,
      pending: webhook,
    },
    applied: { settings: before, fallback: fallback.before, applied: webhook },
    conflict: (isGateways ? undefined : conflictOf(target, gatewayUrls)) ?? fallback.conflict,
  };
}

export interface PlanRestoreOptions {
  readonly target: InboundTarget;
  readonly known: Partial<PreviousSettings>;
  /** Other URLs of the same gateway. @default - only those of `known` */
  readonly otherUrls?: readonly string[];
  /**
   * Whether to replace what somebody put over the gateway's URL: an application, or the webhooks of numbers.
   *
   * @default false
   */
  readonly replacesOverrides?: boolean;
}

/** Plans the changes that restore a target's previous settings. Settings that somebody changed since then stay. */
export function planRestore({
  target,
  known,
  otherUrls = [],
  replacesOverrides,
}: PlanRestoreOptions): Partial<InboundSettings> {
  const isGateways = replacesOverrides ? hasUrl : isSetTo;
  return {
    ...(isGateways(target, ...otherUrls, ...urlsOf(known)) && known.settings),
    ...(isFallbackOf(known, target.settings) && known.fallback),
  };
}

/** The gateway's own URL is no previous setting, even if an application was put over it. */
function settingsBefore(
  target: InboundTarget,
  gatewayUrls: readonly string[],
  { settings }: Partial<PreviousSettings>,
) {
  const present = toMainSettings(target.settings);
  return settings && hasUrl(target, ...gatewayUrls)
    ? { ...present, url: settings.url, method: settings.method }
    : present;
}

/** A service that leaves its messages to its numbers would take them away from their webhooks. */
function conflictOf(target: InboundTarget, gatewayUrls: readonly string[]): Conflict | undefined {
  if (isThirdPartyWebhook(target, ...gatewayUrls)) return 'webhook';
  return target.settings.isLeftToNumbers ? 'numbers' : undefined;
}

interface FallbackPlan {
  readonly changes: Partial<InboundSettings>;
  readonly before?: FallbackSettings;
  readonly conflict?: Conflict;
}

/** A given fallback URL is written. If none is given, one of the gateway is replaced by the previous one. */
function planFallback(
  settings: InboundSettings,
  { fallbackUrl: wanted }: Webhook,
  known: Partial<PreviousSettings>,
): FallbackPlan {
  const { fallbackUrl, fallbackMethod } = settings;
  const isGateways = isFallbackOf(known, settings);
  if (wanted === undefined) return { changes: isGateways && known.fallback ? known.fallback : {} };
  return {
    changes: fallbackUrl === wanted && fallbackMethod === 'POST' ? {} : { fallbackUrl: wanted, fallbackMethod: 'POST' },
    before: isGateways ? known.fallback : { fallbackUrl, fallbackMethod },
    conflict: !isGateways && isThirdPartyUrl(fallbackUrl, wanted) ? 'fallback' : undefined,
  };
}

function isFallbackOf({ applied, pending }: Partial<PreviousSettings>, { fallbackUrl }: InboundSettings): boolean {
  return [applied, pending].some(
    (webhook) => webhook?.fallbackUrl !== undefined && isSameUrl(fallbackUrl, webhook.fallbackUrl),
  );
}
