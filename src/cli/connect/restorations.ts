import {
  describeSettings,
  hasUrl,
  InboundSettings,
  InboundTarget,
  isNamed,
  isSameUrl,
} from '../../runtime/twilio/inbound-settings';
import { PreviousSettings, PreviousSettingsBySid, urlsOf } from '../../runtime/twilio/previous-settings';
import { planRestore } from '../../runtime/twilio/webhook-plan';
import { DeployedGateway } from '../aws/deployed-gateway';

/** A target, and the settings that it gets. */
export interface Restoration {
  readonly target: InboundTarget;
  readonly changes: Partial<InboundSettings>;
}

/** The targets of `disconnect`, by what happens to them. */
export interface RestorationPlan {
  /** Pointed here by the stack, which alone may restore them. */
  readonly managed: readonly InboundTarget[];
  /** Pointed here by `connect` or by hand. */
  readonly here: readonly InboundTarget[];
  /** Pointed here without known previous settings, and left alone. */
  readonly unknown: readonly InboundTarget[];
  /** Pointed here by `connect`, and pointed elsewhere since then. */
  readonly movedAway: readonly InboundTarget[];
  readonly restorations: readonly Restoration[];
}

/** Plans what `disconnect` does with the targets that the user named. Changes nothing. */
export function planRestorations(
  named: readonly InboundTarget[],
  previousSettings: PreviousSettingsBySid,
  gateway: DeployedGateway,
  clear = false,
): RestorationPlan {
  const managed = named.filter((target) => isManaged(target, gateway));
  const targets = named.filter((target) => !managed.includes(target));
  const here = targets.filter((target) => hasUrl(target, gateway.webhookUrl));
  const elsewhere = targets.filter((target) => !here.includes(target));
  const isKnown = ({ sid }: InboundTarget) => previousSettings[sid] !== undefined;
  return {
    managed,
    here,
    unknown: here.filter((target) => !isKnown(target) && !clear),
    movedAway: elsewhere.filter((target) => wasPointedHere(target, previousSettings, gateway)),
    restorations: here
      .filter((target) => isKnown(target) || clear)
      .map((target) => planRestoration(target, previousSettings[target.sid] ?? withoutWebhook(target), gateway)),
  };
}

/** While the stack exists, it would not notice that somebody else has restored something. */
function isManaged(target: InboundTarget, { stack, managed }: DeployedGateway): boolean {
  return stack.status !== 'DELETE_COMPLETE' && managed.some((name) => isNamed(target, name));
}

function wasPointedHere(
  { sid }: InboundTarget,
  previousSettings: PreviousSettingsBySid,
  { webhookUrl }: DeployedGateway,
): boolean {
  return urlsOf(previousSettings[sid] ?? {}).some((url) => isSameUrl(url, webhookUrl));
}

/** An override of the gateway's URL is replaced, because the user has seen the change. */
function planRestoration(
  target: InboundTarget,
  known: Pick<PreviousSettings, 'settings'>,
  { webhookUrl }: DeployedGateway,
): Restoration {
  return { target, changes: planRestore({ target, known, otherUrls: [webhookUrl], replacesOverrides: true }) };
}

/** Previous settings for a target without any. */
function withoutWebhook({
  settings: { applicationSid, isLeftToNumbers },
}: InboundTarget): Pick<PreviousSettings, 'settings'> {
  return { settings: { url: '', method: 'POST', applicationSid, isLeftToNumbers } };
}

/** Describes the present settings and the restored ones. */
export function describeRestoration({ target, changes }: Restoration): string {
  const restored = { ...target, settings: { ...target.settings, ...changes } };
  return `${describeSettings(target)} → ${describeSettings(restored)}`;
}
