import { UserError } from '../../local/problems/user-error';
import { InboundTarget } from '../../runtime/twilio/inbound-settings';
import { parsePreviousSettings, SavedSettings } from '../../runtime/twilio/previous-settings';
import { PREVIOUS_SETTINGS_STAGE } from '../../shared/env';
import { DeployedGateway } from '../aws/deployed-gateway';
import { putVersion, readVersion } from '../aws/token-secret';

type Gateway = Pick<DeployedGateway, 'aws' | 'secretArn'>;

/** They are kept in a version of the gateway's secret that only this staging label names (docs/decisions/0011). */
export async function readPreviousSettings(gateway: Gateway): Promise<SavedSettings> {
  const text = await readVersion(gateway, PREVIOUS_SETTINGS_STAGE);
  if (text === undefined) return {};
  try {
    return parsePreviousSettings(text);
  } catch {
    throw new UserError(`The version ${PREVIOUS_SETTINGS_STAGE} of the secret ${gateway.secretArn} is not what connect wrote. Look at it, and remove its staging label to go on without it.`);
  }
}

export async function writePreviousSettings(gateway: Gateway, previousSettings: SavedSettings): Promise<void> {
  await putVersion(gateway, JSON.stringify({ previousSettings }), PREVIOUS_SETTINGS_STAGE);
}

/**
 * Adds what a target has now, which is not the gateway: of one that pointed at it already what was there before is saved, or not known.
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
