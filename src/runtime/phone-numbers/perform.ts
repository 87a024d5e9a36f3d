import type { CustomResourceEvent } from './custom-resource';
import type { Kept, KeptSettings } from './kept-settings';
import type { PhoneNumberLogEntry } from './phone-number-log';
import { Change, point, Restoration, restore } from './point';
import { readWanted, Wanted } from './request';
import type { PreviousSettings } from '../twilio/previous-settings';
import type { TwilioClient } from '../twilio/twilio-client';

/** What a request of CloudFormation needs. */
export interface PerformParts {
  /** Asked for only where Twilio has to be asked. */
  readonly twilio: () => Promise<TwilioClient>;
  readonly keptSettings: KeptSettings;
  /** What `connect` kept of a number that it pointed at this URL. */
  readonly keptByConnect: (sid: string, webhookUrl: string) => Promise<PreviousSettings | undefined>;
  /** Told what Twilio has. */
  readonly tell: (fact: string) => void;
}

/** What was done. */
type Done = Pick<PhoneNumberLogEntry, 'message' | 'sid' | 'outcome' | 'detail'> & { readonly physicalResourceId: string };

/** @returns a change of what is kept at the moment */
type Begin = () => Promise<() => Change>;

/** The physical id of what was pointed at the gateway. */
const SID = /^(PN|MG)[0-9a-f]{32}$/;

/** Does what CloudFormation asks for. Can be run again. */
export async function perform(event: CustomResourceEvent, parts: PerformParts): Promise<Done> {
  const { ParameterName: parameterName } = event.ResourceProperties;
  let kept = await parts.keptSettings.read(parameterName);
  const keep = async (next: Kept) => {
    await parts.keptSettings.write(parameterName, next);
    kept = next;
  };
  const begin = async () => {
    const twilio = await parts.twilio();
    return () => ({ twilio, kept, keep, tell: parts.tell });
  };
  // The role may use the key of before only until the update is over.
  if (isOtherKey(event)) await keep(kept);
  return event.RequestType === 'Delete' ? remove(event, kept, begin) : set(event, kept, parts, begin);
}

/** Only an update has properties from before. */
function isOtherKey({ ResourceProperties, OldResourceProperties }: CustomResourceEvent): boolean {
  return OldResourceProperties !== undefined && OldResourceProperties.ParameterKeyArn !== ResourceProperties.ParameterKeyArn;
}

async function set(event: CustomResourceEvent, kept: Kept, { keptByConnect }: PerformParts, begin: Begin): Promise<Done> {
  const { ResourceProperties, OldResourceProperties, PhysicalResourceId } = event;
  const wanted = readWanted(ResourceProperties);
  const { url, fallbackUrl: wantedFallback } = wanted.webhook;
  const isOverwriteNew = wanted.overwrite && OldResourceProperties?.Overwrite !== 'true';
  if (PhysicalResourceId !== undefined && isKept(wanted, PhysicalResourceId, kept) && !isOverwriteNew) {
    return { message: 'Nothing to do', outcome: 'unchanged', sid: PhysicalResourceId, physicalResourceId: PhysicalResourceId };
  }
  const change = await begin();
  const earlierUrls = [OldResourceProperties?.WebhookUrl ?? []].flat();
  const { sid, isChanged, fallbackUrl } = await point(wanted, change(), earlierUrls, async (candidate) => keptByConnect(candidate, url));
  // What a replacement began that failed: CloudFormation does not know of it. What it replaces CloudFormation deletes.
  const orphans = Object.keys(kept).filter((other) => other !== sid && other !== PhysicalResourceId);
  for (const orphan of orphans) await restore(orphan, change());
  return {
    message: isChanged ? 'Points at the gateway' : 'Pointed at the gateway already',
    outcome: isChanged ? 'set' : 'unchanged',
    sid,
    physicalResourceId: sid,
    ...(fallbackUrl !== '' && wantedFallback === undefined && { detail: 'It has a fallback URL, which stays as it is' }),
  };
}

/** Whether all is set and kept: then an update, such as one that undoes another that failed before it changed anything, needs no Twilio. */
function isKept({ name, webhook }: Wanted, sid: string, kept: Kept): boolean {
  const { begun, set: last, name: keptName } = kept[sid] ?? {};
  const isSet = begun === undefined && last?.url === webhook.url && last.fallbackUrl === webhook.fallbackUrl;
  return isSet && keptName === name && Object.keys(kept).length === 1;
}

async function remove({ PhysicalResourceId = '' }: CustomResourceEvent, kept: Kept, begin: Begin): Promise<Done> {
  // A creation that failed has no SID as its physical id, and may have begun something.
  const sids = SID.test(PhysicalResourceId) ? [PhysicalResourceId].filter((sid) => kept[sid] !== undefined) : Object.keys(kept);
  if (sids.length === 0) {
    return { message: 'Nothing was set, so nothing is put back', outcome: 'unchanged', physicalResourceId: PhysicalResourceId };
  }
  const change = await begin();
  let restoration: Restoration = 'restored';
  for (const sid of sids) restoration = await restore(sid, change());
  return { ...DONE[restoration], sid: sids[0], physicalResourceId: PhysicalResourceId };
}

const DONE: Readonly<Record<Restoration, Pick<Done, 'message' | 'outcome' | 'detail'>>> = {
  restored: { message: 'Has what it had before', outcome: 'restored' },
  gone: { message: 'It is gone', outcome: 'left', detail: 'The account has it no longer' },
  changed_by_others: { message: 'Left as it is', outcome: 'left', detail: 'Somebody has changed it since the stack set it' },
  never_kept: {
    message: 'Left as it is',
    outcome: 'left',
    detail: 'It pointed at the gateway before the stack came to it, and what it had before that is not known',
  },
};
