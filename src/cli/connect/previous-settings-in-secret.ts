import { UserError } from '../../local/problems/user-error';
import {
  formatPreviousSettings,
  keyInRegion,
  parsePreviousSettings,
  PreviousSettingsBySid,
  PreviousSettingsStore,
} from '../../runtime/twilio/previous-settings';
import { PREVIOUS_SETTINGS_STAGE } from '../../shared/phone-number-settings';
import { DeployedGateway } from '../aws/deployed-gateway';
import { putVersion, readVersion } from '../aws/token-secret';

/**
 * Keeps previous settings in a version of the gateway's secret with its own staging label (docs/decisions/0011). The
 * secret is the one that verifies messages: the auth token's, or without one the SharedKey's.
 *
 * @param region the only region of Twilio whose targets are read and written, such as `dublin.ie1`
 */
export function secretVersionStore(
  { aws, ...secrets }: Pick<DeployedGateway, 'aws' | 'secretArn' | 'signingKeySecretArn'>,
  region?: string,
): PreviousSettingsStore {
  const secret = { aws, secretArn: secrets.secretArn ?? secrets.signingKeySecretArn! };
  const suffix = keyInRegion('', region);
  const isHere = (key: string) => key.replace(/@.*/, '') + suffix === key;
  let elsewhere: PreviousSettingsBySid = {};
  return {
    async read() {
      const all = Object.entries(await readAll(secret));
      elsewhere = Object.fromEntries(all.filter(([key]) => !isHere(key)));
      return Object.fromEntries(all
        .filter(([key]) => isHere(key))
        .map(([key, previousSettings]) => [key.replace(suffix, ''), previousSettings]));
    },
    write: async (previousSettings) => {
      const here = Object.entries(previousSettings).map(([sid, settings]) => [keyInRegion(sid, region), settings]);
      const text = formatPreviousSettings({ ...elsewhere, ...Object.fromEntries(here) });
      await putVersion(secret, text, PREVIOUS_SETTINGS_STAGE);
    },
  };
}

async function readAll(
  secret: { readonly aws: DeployedGateway['aws']; readonly secretArn: string },
): Promise<PreviousSettingsBySid> {
  const text = await readVersion(secret, PREVIOUS_SETTINGS_STAGE);
  if (text === undefined) return {};
  try {
    return parsePreviousSettings(text);
  } catch {
    throw new UserError(
      `The version ${PREVIOUS_SETTINGS_STAGE} of the secret ${secret.secretArn} does not hold what `
        + 'connect wrote. Look at that version. '
        + 'To continue without the previous settings, remove its staging label.',
    );
  }
}
