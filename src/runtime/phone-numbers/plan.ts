import type { KeptTarget, Webhook } from './kept-settings';
import { maskQuery } from '../log/scrub';
import { describeSettings, InboundSettings, InboundTarget, isForeign, isForeignUrl, isSameUrl, isSetTo } from '../twilio/inbound-settings';

/** What is to be written, and what to keep of what was there. */
export interface Plan {
  /** Empty where all is as it should be. */
  readonly changes: Partial<InboundSettings>;
  readonly keep: Pick<KeptTarget, 'previous' | 'previousFallback'>;
  /** What somebody would miss. */
  readonly objection?: string;
}

/**
 * How a number or a Messaging Service comes to point at the gateway.
 *
 * @param kept what is known from earlier times
 * @param earlierUrls of this gateway
 */
export function planPointing(target: InboundTarget, webhook: Webhook, kept: Partial<KeptTarget> = {}, earlierUrls: readonly string[] = []): Plan {
  const { settings } = target;
  const ours = [webhook.url, ...earlierUrls, ...urlsOf(kept)];
  const fallback = planFallback(settings, webhook, kept);
  if (isSetTo(target, ...ours)) {
    const hasPassed = settings.url === webhook.url && settings.method === 'POST';
    return {
      changes: { ...(!hasPassed && { url: webhook.url, method: 'POST' }), ...fallback.changes },
      keep: { previous: kept.previous, previousFallback: fallback.previous },
      objection: fallback.objection,
    };
  }
  const { url, isLeftToNumbers } = settings;
  return {
    changes: { url: webhook.url, method: 'POST', ...(target.kind === 'number' ? { applicationSid: '' } : { isLeftToNumbers: false }), ...fallback.changes },
    keep: { previous: withoutFallback(settings), previousFallback: fallback.previous },
    // A service that leaves its texts to its numbers would take them away from their webhooks.
    objection: isForeign(target, ...ours) || isLeftToNumbers ? `a webhook that is not this gateway's: ${describeSettings({ ...target, settings: { ...settings, url: maskQuery(url) } })}` : fallback.objection,
  };
}

/** What of the former settings can be put back: only where there is still what the stack set. */
export function planRestoring(target: InboundTarget, kept: KeptTarget): Partial<InboundSettings> {
  const { previous, previousFallback } = kept;
  return {
    ...(isSetTo(target, ...urlsOf(kept)) && previous),
    ...(isFallbackOf(kept, target.settings) && previousFallback),
  };
}

/** Of a target's settings what is set in any case. */
export function withoutFallback({ url, method, applicationSid, isLeftToNumbers }: InboundSettings): KeptTarget['previous'] {
  return { url, method, applicationSid, isLeftToNumbers };
}

/** The webhooks that the stack has set, or may have. */
function urlsOf({ set, begun }: Partial<KeptTarget>): readonly string[] {
  return [set, begun].flatMap((webhook) => webhook?.url ?? []);
}

function isFallbackOf({ set, begun }: Partial<KeptTarget>, { fallbackUrl }: InboundSettings): boolean {
  return [set, begun].some((webhook) => webhook?.fallbackUrl !== undefined && isSameUrl(fallbackUrl, webhook.fallbackUrl));
}

interface FallbackPlan {
  readonly changes: Partial<InboundSettings>;
  readonly previous?: KeptTarget['previousFallback'];
  readonly objection?: string;
}

/** One that is given is set, one that is given no longer is put back, and without one what is there stays. */
function planFallback(settings: InboundSettings, { fallbackUrl: wanted }: Webhook, kept: Partial<KeptTarget>): FallbackPlan {
  const { fallbackUrl, fallbackMethod } = settings;
  const isOurs = isFallbackOf(kept, settings);
  if (wanted === undefined) return { changes: isOurs && kept.previousFallback ? kept.previousFallback : {} };
  return {
    changes: fallbackUrl === wanted && fallbackMethod === 'POST' ? {} : { fallbackUrl: wanted, fallbackMethod: 'POST' },
    previous: isOurs ? kept.previousFallback : { fallbackUrl, fallbackMethod },
    objection: !isOurs && isForeignUrl(fallbackUrl, wanted) ? `a fallback URL that is not this stack's: ${maskQuery(fallbackUrl)}` : undefined,
  };
}
