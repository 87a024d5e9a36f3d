import { LastingError } from './lasting-error';
import type { WantedTarget } from './request';
import { maskQuery } from '../log/scrub';
import {
  describeSettings,
  type InboundSettings,
  type InboundTarget,
  isSetTo,
  whoAnswers,
} from '../twilio/inbound-settings';
import { findNumber, readInboundTarget, writeInboundSettings } from '../twilio/inbound-targets';
import { type PreviousSettings, type PreviousSettingsBySid, withoutSid } from '../twilio/previous-settings';
import type { TwilioClient } from '../twilio/twilio-client';
import { TwilioError } from '../twilio/twilio-error';
import { type Conflict, planRestore, planWebhook } from '../twilio/webhook-plan';

/** The means to change something at Twilio. */
export interface ChangeOptions {
  readonly twilio: TwilioClient;
  /** The content of the store at the moment. */
  readonly previousSettings: PreviousSettingsBySid;
  /** Replaces what the store has. */
  readonly store: (previousSettings: PreviousSettingsBySid) => Promise<void>;
  /** Receives what Twilio is known to have, for the explanation of a failure. */
  readonly onFact: (fact: string) => void;
}

/** The means to point a number or a Messaging Service at the gateway. */
export interface ApplyWebhookOptions extends ChangeOptions {
  /** Other URLs of this gateway. */
  readonly otherUrls: readonly string[];
  /** Finds what `connect` stored, if it pointed the target at the gateway. */
  readonly connectSettings: (sid: string) => Promise<PreviousSettings | undefined>;
}

/** A number or Messaging Service that points at the gateway. */
export interface AppliedWebhook {
  readonly sid: string;
  /** Whether anything had to be written. */
  readonly isChanged: boolean;
  readonly fallbackUrl: string;
}

/**
 * Points a number or a Messaging Service at the gateway. The previous settings are stored first, so that they can be
 * restored after any interruption. Can be repeated.
 *
 * @throws Error if the account does not have the target, something overrides it, or somebody would miss its settings
 */
export async function applyWebhook(wanted: WantedTarget, options: ApplyWebhookOptions): Promise<AppliedWebhook> {
  const { twilio, previousSettings, store, onFact, otherUrls, connectSettings } = options;
  const target = await find(wanted, twilio);
  const { sid } = target;
  const { webhook } = wanted;
  assertOwnWebhookIsCalled(target);
  const stored = previousSettings[sid];
  const isUnknown = stored === undefined && isSetTo(target, webhook.url);
  const known = isUnknown ? { settings: (await connectSettings(sid))?.settings } : stored;
  const { changes, conflict, ...plan } = planWebhook({ target, webhook, known, otherUrls });
  if (conflict !== undefined && !wanted.overwrite) {
    throw new Error(`${target.name} has ${describeConflict(conflict, target)}. `
      + 'Set overwrite: true to replace it. It is restored when the number is removed from the stack.');
  }

  const identity = { name: wanted.name, accountSid: twilio.accountSid };
  const applied: PreviousSettings = { ...identity, ...plan.applied };
  const isChanged = Object.keys(changes).length > 0;
  if (isChanged) {
    await store({ ...previousSettings, [sid]: { ...identity, ...plan.pending } });
    const changed = await write(target, changes, options);
    onFact(`${target.name} points at the gateway.`);
    if (!isSetTo(changed, webhook.url)) {
      throw new Error(
        `Twilio accepted the webhook of ${target.name} but shows another one. Compare the webhook of ${target.name} `
          + `in the Twilio Console with ${maskQuery(webhook.url)}, then deploy again.`,
      );
    }
  }
  if (isChanged || JSON.stringify(stored) !== JSON.stringify(applied)) {
    await store({ ...previousSettings, [sid]: applied });
  }
  return { sid, isChanged, fallbackUrl: webhook.fallbackUrl ?? target.settings.fallbackUrl };
}

/** The fate of a target that the stack no longer points at the gateway. */
export type Restoration = 'restored' | 'changed_by_others' | 'gone' | 'unknown';

/** Restores the previous settings of a number or a Messaging Service, unless somebody changed them. Can be repeated. */
export async function restore(sid: string, options: ChangeOptions): Promise<Restoration> {
  const { previousSettings, store } = options;
  const restoration = await restoreAtTwilio(sid, previousSettings[sid], options);
  await store(withoutSid(previousSettings, sid));
  return restoration;
}

async function restoreAtTwilio(sid: string, known: PreviousSettings, options: ChangeOptions): Promise<Restoration> {
  const { twilio, onFact } = options;
  if (known.accountSid !== twilio.accountSid) {
    throw new LastingError(`${sid} belongs to the Twilio account ${known.accountSid}, but the secret holds the account `
      + `${twilio.accountSid}. Put the former account back into the secret, or set the webhook in the Twilio Console.`);
  }
  const target = await readInboundTarget(twilio, sid);
  if (target === undefined) return 'gone';
  const changes = planRestore({ target, known });
  if (Object.keys(changes).length > 0) {
    await write({ ...target, name: sid }, changes, options);
    onFact(`${sid} has its previous settings.`);
    return 'restored';
  }
  return known.settings === undefined && known.fallback === undefined ? 'unknown' : 'changed_by_others';
}

/** The name of the result, which logs and stack events show, holds only the last digits of a number. */
async function find({ name, isNumber, shown }: WantedTarget, twilio: TwilioClient): Promise<InboundTarget> {
  const found = await (isNumber ? findNumber(twilio, name) : readInboundTarget(twilio, name));
  if (found !== undefined) {
    return { ...found, name: isNumber ? `${shown} (${found.sid})` : `Messaging Service ${found.name} (${found.sid})` };
  }
  const what = isNumber ? `number ${shown} that receives messages` : `Messaging Service ${shown}`;
  throw new Error(`The Twilio account ${twilio.accountSid} has no ${what}. `
    + 'Check whether the secret holds the account, or subaccount, that owns it.');
}

function assertOwnWebhookIsCalled(target: InboundTarget): void {
  const { name, service } = target;
  if (service === undefined || whoAnswers(target) !== 'service') return;
  throw new Error(
    `${name} is in the Messaging Service ${service.name}, which Twilio calls instead of the number's own webhook. `
      + `Use MessageSource.messagingService('${service.sid}') instead.`,
  );
}

function describeConflict(conflict: Conflict, target: InboundTarget): string {
  const { url, fallbackUrl } = target.settings;
  if (conflict === 'fallback') return `a fallback URL that is not this stack's: ${maskQuery(fallbackUrl)}`;
  const masked = { ...target, settings: { ...target.settings, url: maskQuery(url) } };
  return `a webhook that is not this gateway's: ${describeSettings(masked)}`;
}

/** Asks Twilio what it has after a write with an unknown outcome. */
async function write(
  target: InboundTarget,
  changes: Partial<InboundSettings>,
  { twilio, onFact }: ChangeOptions,
): Promise<InboundTarget> {
  try {
    return await writeInboundSettings(twilio, target, changes);
  } catch (error) {
    if (!(error instanceof TwilioError) || !error.isOutcomeUnknown) throw error;
    const now = await readInboundTarget(twilio, target.sid).catch(() => undefined);
    const isDone =
      now && Object.entries(changes).every(([name, value]) => now.settings[name as keyof InboundSettings] === value);
    onFact(
      now === undefined
        ? `It is not known whether ${target.name} was changed. Its previous settings are stored.`
        : isDone
          ? `${target.name} was changed nevertheless.`
          : `${target.name} was not changed.`,
    );
    throw error;
  }
}
