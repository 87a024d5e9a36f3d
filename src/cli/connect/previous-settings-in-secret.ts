import { UserError } from '../../local/problems/user-error';
import {
  formatPreviousSettings,
  parsePreviousSettings,
  PreviousSettingsStore,
} from '../../runtime/twilio/previous-settings';
import { PREVIOUS_SETTINGS_STAGE } from '../../shared/phone-number-settings';
import { DeployedGateway } from '../aws/deployed-gateway';
import { putVersion, readVersion } from '../aws/token-secret';

/**
 * Keeps previous settings in a version of the gateway's secret with its own staging label (docs/decisions/0011). The
 * secret is the one that verifies messages: the auth token's, or without one the SharedKey's.
 */
export function secretVersionStore(
  { aws, ...secrets }: Pick<DeployedGateway, 'aws' | 'secretArn' | 'signingKeySecretArn'>,
): PreviousSettingsStore {
  const secretArn = secrets.secretArn ?? secrets.signingKeySecretArn!;
  return {
    async read() {
      const text = await readVersion({ aws, secretArn }, PREVIOUS_SETTINGS_STAGE);
      if (text === undefined) return {};
      try {
        return parsePreviousSettings(text);
      } catch {
        throw new UserError(
          `The version ${PREVIOUS_SETTINGS_STAGE} of the secret ${secretArn} does not hold what `
            + 'connect wrote. Look at that version. '
            + 'To continue without the previous settings, remove its staging label.',
        );
      }
    },
    write: async (previousSettings) =>
      putVersion({ aws, secretArn }, formatPreviousSettings(previousSettings), PREVIOUS_SETTINGS_STAGE),
  };
}
