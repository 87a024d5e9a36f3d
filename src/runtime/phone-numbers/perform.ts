import { applyWebhook, type ChangeOptions, type Restoration, restore } from './apply-webhook';
import type { CustomResourceEvent } from './custom-resource';
import { isLasting } from './lasting-error';
import type { PhoneNumberLogEntry } from './phone-number-log';
import { readWanted, type WantedTarget } from './request';
import type { PreviousSettings, PreviousSettingsBySid, PreviousSettingsStore } from '../twilio/previous-settings';
import type { TwilioClient } from '../twilio/twilio-client';

/** The means to carry out a request of CloudFormation. */
export interface PerformOptions {
  /** Called only if Twilio has to be asked. */
  readonly twilio: () => Promise<TwilioClient>;
  readonly storeIn: (parameterName: string) => PreviousSettingsStore;
  /** Finds what `connect` stored about a target that it pointed at this URL in a region of Twilio. */
  readonly connectSettings: (
    sid: string,
    webhookUrl: string,
    region?: string,
  ) => Promise<PreviousSettings | undefined>;
  /** Receives what Twilio is known to have. */
  readonly onFact: (fact: string) => void;
}

/** The result of a request that succeeded. */
type Done = Pick<PhoneNumberLogEntry, 'message' | 'sid' | 'outcome' | 'detail'> & {
  readonly physicalResourceId: string;
};

/** Prepares for changes at Twilio. The returned function gives each change what the store has at that moment. */
type Begin = () => Promise<() => ChangeOptions>;

/** Physical id of a target that points at the gateway. */
const SID = /^(PN|MG)[0-9a-f]{32}$/;

/** Does what CloudFormation requests. Can be repeated. */
export async function perform(event: CustomResourceEvent, options: PerformOptions): Promise<Done> {
  const { twilio: connectTwilio, storeIn, onFact } = options;
  const store = storeIn(event.ResourceProperties.ParameterName);
  let previousSettings = await store.read();
  const write = async (next: PreviousSettingsBySid) => {
    await store.write(next);
    previousSettings = next;
  };
  const begin = async () => {
    const twilio = await connectTwilio();
    return () => ({ twilio, previousSettings, store: write, onFact });
  };
  // The role may use the former key only until the update is over.
  if (hasOtherKey(event)) await write(previousSettings);
  return event.RequestType === 'Delete'
    ? remove(event, previousSettings, begin)
    : apply(event, previousSettings, options, begin);
}

/** Only an update has former properties. */
function hasOtherKey({ ResourceProperties, OldResourceProperties }: CustomResourceEvent): boolean {
  return (
    OldResourceProperties !== undefined
    && OldResourceProperties.ParameterKeyArn !== ResourceProperties.ParameterKeyArn
  );
}

async function apply(
  event: CustomResourceEvent,
  previousSettings: PreviousSettingsBySid,
  options: PerformOptions,
  begin: Begin,
): Promise<Done> {
  const { ResourceProperties, OldResourceProperties, PhysicalResourceId } = event;
  const wanted = readWanted(ResourceProperties);
  const { url, fallbackUrl: wantedFallback } = wanted.webhook;
  const isOverwriteNew = wanted.overwrite && OldResourceProperties?.Overwrite !== 'true';
  if (
    PhysicalResourceId !== undefined
    && isApplied(wanted, PhysicalResourceId, previousSettings)
    && !isOverwriteNew
  ) {
    return {
      message: 'Nothing to do',
      outcome: 'unchanged',
      sid: PhysicalResourceId,
      physicalResourceId: PhysicalResourceId,
    };
  }
  const change = await begin();
  const { sid, isChanged, fallbackUrl } = await applyWebhook(wanted, {
    ...change(),
    otherUrls: [OldResourceProperties?.WebhookUrl ?? []].flat(),
    connectSettings: async (candidate) => options.connectSettings(candidate, url),
  });
  // CloudFormation does not know what a failed replacement left behind. It deletes what a successful one replaces.
  const orphans = Object.keys(previousSettings).filter((other) => other !== sid && other !== PhysicalResourceId);
  for (const orphan of orphans) await restore(orphan, change()).catch(throwUnlessLasting);
  return {
    message: isChanged ? 'Pointed at the gateway' : 'Pointed at the gateway already',
    outcome: isChanged ? 'applied' : 'unchanged',
    sid,
    physicalResourceId: sid,
    ...(fallbackUrl !== '' && wantedFallback === undefined && { detail: 'Its fallback URL was left unchanged' }),
  };
}

/** An update that changes nothing needs no Twilio. It may undo an update that failed before its first change. */
function isApplied({ name, webhook }: WantedTarget, sid: string, previousSettings: PreviousSettingsBySid): boolean {
  const { pending, applied, name: storedName } = previousSettings[sid] ?? {};
  const hasWebhook =
    pending === undefined && applied?.url === webhook.url && applied.fallbackUrl === webhook.fallbackUrl;
  return hasWebhook && storedName === name && Object.keys(previousSettings).length === 1;
}

async function remove(
  event: CustomResourceEvent,
  previousSettings: PreviousSettingsBySid,
  begin: Begin,
): Promise<Done> {
  const { PhysicalResourceId = '' } = event;
  // A failed creation has no SID as its physical id, and may have changed something.
  const sids = SID.test(PhysicalResourceId)
    ? [PhysicalResourceId].filter((sid) => previousSettings[sid] !== undefined)
    : Object.keys(previousSettings);
  if (sids.length === 0) {
    return {
      message: 'Nothing was applied, so nothing is restored',
      outcome: 'unchanged',
      physicalResourceId: PhysicalResourceId,
    };
  }
  const done = { sid: sids[0], physicalResourceId: PhysicalResourceId };
  try {
    const change = await begin();
    let restoration: Restoration = 'restored';
    for (const sid of sids) restoration = await restore(sid, change());
    return { ...DONE[restoration], ...done };
  } catch (error) {
    throwUnlessLasting(error);
    const { ParameterName } = event.ResourceProperties;
    return { message: 'Left unchanged', outcome: 'left', ...done, detail: explainLeft(sids, ParameterName, error) };
  }
}

/** A stack must not be kept from its deletion by an account that is closed, or a secret that is gone. */
function throwUnlessLasting(error: unknown): asserts error is Error {
  if (!isLasting(error)) throw error;
}

function explainLeft(sids: readonly string[], parameterName: string, { message }: Error): string {
  return `${sids.join(', ')} may still point at the gateway, since its previous settings could not be restored. `
    + `${message.replace(/[^.?]$/, '$&.')} If the account still has it, set its webhook in the Twilio Console. `
    + `The SSM parameter ${parameterName} keeps the previous settings: delete it afterwards.`;
}

const DONE: Readonly<Record<Restoration, Pick<Done, 'message' | 'outcome' | 'detail'>>> = {
  restored: { message: 'Previous settings restored', outcome: 'restored' },
  gone: { message: 'Not found', outcome: 'left', detail: 'The account no longer has it' },
  changed_by_others: {
    message: 'Left unchanged',
    outcome: 'left',
    detail: 'Somebody changed it after the stack pointed it at the gateway',
  },
  unknown: {
    message: 'Left unchanged',
    outcome: 'left',
    detail: 'It pointed at the gateway before it was part of the stack, and its previous settings are not known',
  },
};
