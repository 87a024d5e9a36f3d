import type { Kept, KeptTarget } from './kept-settings';
import { planPointing, planRestoring, withoutFallback } from './plan';
import type { Wanted } from './request';
import { InboundSettings, InboundTarget, isSetTo, whoAnswers } from '../twilio/inbound-settings';
import { findNumber, readInboundTarget, writeInboundSettings } from '../twilio/inbound-targets';
import type { PreviousSettings } from '../twilio/previous-settings';
import type { TwilioClient } from '../twilio/twilio-client';
import { TwilioError } from '../twilio/twilio-error';

/** What a change needs. */
export interface Change {
  readonly twilio: TwilioClient;
  /** What is kept, at the moment. */
  readonly kept: Kept;
  /** Keeps something else from now on. */
  readonly keep: (kept: Kept) => Promise<void>;
  /** Told what Twilio has, for whoever reads of a failure. */
  readonly tell: (fact: string) => void;
}

/**
 * Points a number or a Messaging Service at the gateway. What it had is kept before it is changed, so that whatever ends this, it can be
 * put back. Can be run again.
 *
 * @param earlierUrls other URLs of this gateway
 * @param keptByConnect what `connect` kept, where it pointed the number here
 * @returns the SID, and whether anything had to be written
 */
export async function point(
  wanted: Wanted,
  { twilio, kept, keep, tell }: Change,
  earlierUrls: readonly string[],
  keptByConnect: (sid: string) => Promise<PreviousSettings | undefined>,
): Promise<{ readonly sid: string; readonly isChanged: boolean; readonly fallbackUrl: string }> {
  const target = await find(wanted, twilio);
  const { sid } = target;
  if (whoAnswers(target) === 'service') {
    const { service } = target;
    throw new Error(`${target.name} is in the Messaging Service ${service!.name}, which is called for its texts: its own webhook would have no effect. `
      + `Give MessageSource.messagingService('${service!.sid}') instead.`);
  }
  const isHereAlready = isSetTo(target, wanted.webhook.url);
  const fromConnect = kept[sid] === undefined && isHereAlready ? await keptByConnect(sid) : undefined;
  const known: Partial<KeptTarget> = kept[sid] ?? { previous: fromConnect && withoutFallback(fromConnect.settings) };
  const { changes, keep: toKeep, objection } = planPointing(target, wanted.webhook, known, earlierUrls);
  if (objection !== undefined && !wanted.overwrite) {
    throw new Error(`${target.name} has ${objection}. With overwrite: true it is replaced, and put back when this is removed from the stack.`);
  }

  const done: KeptTarget = { name: wanted.name, accountSid: twilio.accountSid, ...toKeep, set: wanted.webhook };
  const isChanged = Object.keys(changes).length > 0;
  if (isChanged) {
    // What was there before stays known until Twilio has all of what is new.
    const previousFallback = toKeep.previousFallback ?? known.previousFallback;
    await keep({ ...kept, [sid]: { ...done, previousFallback, set: known.set, begun: wanted.webhook } });
    const changed = await write(target, changes, twilio, tell);
    tell(`${target.name} points at the gateway.`);
    if (!isSetTo(changed, wanted.webhook.url)) {
      throw new Error(`Twilio took the webhook of ${target.name} but shows another one. Look at it in the Twilio Console.`);
    }
  }
  if (isChanged || JSON.stringify(kept[sid]) !== JSON.stringify(done)) await keep({ ...kept, [sid]: done });
  return { sid, isChanged, fallbackUrl: wanted.webhook.fallbackUrl ?? target.settings.fallbackUrl };
}

/** What became of something that the stack no longer points at the gateway. */
export type Restoration = 'restored' | 'changed_by_others' | 'gone' | 'never_kept';

/** Puts back what a number or a Messaging Service had, unless somebody changed it since. Can be run again. */
export async function restore(sid: string, { twilio, kept, keep, tell }: Change): Promise<Restoration> {
  const restoration = await putBack(sid, kept[sid], twilio, tell);
  await keep(Object.fromEntries(Object.entries(kept).filter(([other]) => other !== sid)));
  return restoration;
}

async function putBack(sid: string, kept: KeptTarget, twilio: TwilioClient, tell: Change['tell']): Promise<Restoration> {
  if (kept.accountSid !== twilio.accountSid) {
    throw new Error(`${sid} belongs to the Twilio account ${kept.accountSid}, but the secret is that of ${twilio.accountSid}. `
      + 'Put the former back into the secret, or set the number by hand.');
  }
  const target = await readInboundTarget(twilio, sid);
  if (target === undefined) return 'gone';
  const changes = planRestoring(target, kept);
  if (Object.keys(changes).length > 0) {
    await write({ ...target, name: sid }, changes, twilio, tell);
    tell(`${sid} has what it had before.`);
    return 'restored';
  }
  return kept.previous === undefined && kept.previousFallback === undefined ? 'never_kept' : 'changed_by_others';
}

/** @throws Error where the account does not have it. Its messages may be read by others, so the number is cut down in them. */
async function find({ name, isNumber, shown }: Wanted, twilio: TwilioClient): Promise<InboundTarget> {
  const found = await (isNumber ? findNumber(twilio, name) : readInboundTarget(twilio, name));
  if (found !== undefined) return { ...found, name: isNumber ? `${shown} (${found.sid})` : `Messaging Service ${found.name} (${found.sid})` };
  const what = isNumber ? `number ${shown} that takes texts` : `Messaging Service ${shown}`;
  throw new Error(`The Twilio account ${twilio.accountSid} has no ${what}. Is it the account, or subaccount, that owns it?`);
}

/** Where it is not known whether Twilio did it, Twilio is asked. */
async function write(target: InboundTarget, changes: Partial<InboundSettings>, twilio: TwilioClient, tell: Change['tell']): Promise<InboundTarget> {
  try {
    return await writeInboundSettings(twilio, target, changes);
  } catch (error) {
    if (!(error instanceof TwilioError) || !error.isOutcomeUnknown) throw error;
    const now = await readInboundTarget(twilio, target.sid).catch(() => undefined);
    const isDone = now && Object.entries(changes).every(([name, value]) => now.settings[name as keyof InboundSettings] === value);
    tell(now === undefined ? `Whether ${target.name} was changed is not known; what it had before is kept.`
      : isDone ? `${target.name} was changed all the same.` : `${target.name} was not changed.`);
    throw error;
  }
}
