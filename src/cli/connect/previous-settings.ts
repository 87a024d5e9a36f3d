import { UserError } from '../../local/user-error';
import { InboundSettings, InboundTarget } from '../../runtime/phone-numbers/inbound-settings';
import { DeployedGateway } from '../aws/deployed-gateway';
import { putVersion, readVersion } from '../aws/token-secret';

/** What a number or a Messaging Service had before `connect` changed it. */
export interface PreviousSettings {
  readonly name: string;
  /** What `connect` set. */
  readonly webhookUrl: string;
  readonly settings: InboundSettings;
  /** ISO 8601. */
  readonly savedAt: string;
}

/** By SID. */
export type SavedSettings = Readonly<Record<string, PreviousSettings>>;

type Gateway = Pick<DeployedGateway, 'aws' | 'secretArn'>;

/**
 * They are kept in a version of the gateway's secret that only this staging label names (docs/decisions/0011). The function may not read it, a
 * rotation does not touch it, and it outlives the stack.
 */
export const STAGE = 'cdk-twilio-sms-gateway:previous-settings';

export async function readPreviousSettings(gateway: Gateway): Promise<SavedSettings> {
  const text = await readVersion(gateway, STAGE);
  if (text === undefined) return {};
  try {
    return JSON.parse(text).previousSettings;
  } catch {
    throw new UserError(`The version ${STAGE} of the secret ${gateway.secretArn} is not what connect wrote. Look at it, and remove its staging label to go on without it.`);
  }
}

export async function writePreviousSettings(gateway: Gateway, previousSettings: SavedSettings): Promise<void> {
  await putVersion(gateway, JSON.stringify({ previousSettings }), STAGE);
}

/**
 * Adds what a target has now, unless it points at the gateway already: then what was there before is saved, or not known.
 * Written before the target is changed, so that an interruption between the two loses nothing.
 */
export function withSettingsOf(saved: SavedSettings, { sid, name, settings }: InboundTarget, webhookUrl: string, now: Date): SavedSettings {
  return { ...saved, [sid]: { name, webhookUrl, settings, savedAt: now.toISOString() } };
}

/** Keeps what was there before the gateway, under the URL that the gateway has now. */
export function withUrlOf(saved: SavedSettings, sid: string, webhookUrl: string): SavedSettings {
  return saved[sid] === undefined ? saved : { ...saved, [sid]: { ...saved[sid], webhookUrl } };
}

export function without(saved: SavedSettings, sid: string): SavedSettings {
  return Object.fromEntries(Object.entries(saved).filter(([other]) => other !== sid));
}
