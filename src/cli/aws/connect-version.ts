import { DeployedGateway } from './deployed-gateway';
import { keysOf, putVersion, readVersion } from './token-secret';
import { UserError } from '../../local/problems/user-error';
import { parsePreviousSettings, PreviousSettingsBySid } from '../../runtime/twilio/previous-settings';
import { PREVIOUS_SETTINGS_STAGE } from '../../shared/phone-number-settings';

/** The resources of Twilio's webhook configuration that `connect --shared-key` created. None of it is secret. */
export interface SharedKeySetup {
  readonly accountSid: string;
  /** The URL of the Rule. */
  readonly url: string;
  readonly sharedKeyId: string;
  /** Absent until it is created. */
  readonly settingId?: string;
  /** Absent until it is created. */
  readonly ruleId?: string;
}

/** What `connect` keeps for `disconnect`. */
export interface ConnectVersion {
  readonly previousSettings: PreviousSettingsBySid;
  readonly sharedKeySetup?: SharedKeySetup;
}

type Gateway = Pick<DeployedGateway, 'aws' | 'secretArn' | 'signingKeySecretArn'>;

/**
 * Reads what `connect` keeps in a version of the gateway's secret with its own staging label (docs/decisions/0011). The
 * secret is the one that verifies messages: the auth token's, or without one the SharedKey's.
 */
export async function readConnectVersion(gateway: Gateway): Promise<ConnectVersion> {
  const secret = secretOf(gateway);
  const text = await readVersion(secret, PREVIOUS_SETTINGS_STAGE);
  if (text === undefined) return { previousSettings: {} };
  try {
    const previousSettings = parsePreviousSettings(text);
    return { previousSettings, sharedKeySetup: (keysOf(text) as Partial<ConnectVersion>).sharedKeySetup };
  } catch {
    throw new UserError(
      `The version ${PREVIOUS_SETTINGS_STAGE} of the secret ${secret.secretArn} does not hold what `
        + 'connect wrote. Look at that version. '
        + 'To continue without the previous settings, remove its staging label.',
    );
  }
}

/** Writes a part of it. The other part stays. */
export async function updateConnectVersion(gateway: Gateway, change: Partial<ConnectVersion>): Promise<void> {
  const present = await readConnectVersion(gateway);
  await putVersion(secretOf(gateway), JSON.stringify({ ...present, ...change }), PREVIOUS_SETTINGS_STAGE);
}

function secretOf({ aws, secretArn, signingKeySecretArn }: Gateway) {
  return { aws, secretArn: secretArn ?? signingKeySecretArn! };
}
