import { keyInRegion, PreviousSettingsBySid, PreviousSettingsStore } from '../../runtime/twilio/previous-settings';
import { readConnectVersion, updateConnectVersion } from '../aws/connect-version';
import { DeployedGateway } from '../aws/deployed-gateway';

/**
 * Keeps previous settings in a version of the gateway's secret.
 *
 * @param region the only region of Twilio whose targets are read and written, such as `dublin.ie1`
 */
export function secretVersionStore(
  gateway: Pick<DeployedGateway, 'aws' | 'secretArn' | 'signingKeySecretArn'>,
  region?: string,
): PreviousSettingsStore {
  const suffix = keyInRegion('', region);
  const isHere = (key: string) => key.replace(/@.*/, '') + suffix === key;
  let elsewhere: PreviousSettingsBySid = {};
  return {
    async read() {
      const all = Object.entries((await readConnectVersion(gateway)).previousSettings);
      elsewhere = Object.fromEntries(all.filter(([key]) => !isHere(key)));
      return Object.fromEntries(all
        .filter(([key]) => isHere(key))
        .map(([key, previousSettings]) => [key.replace(suffix, ''), previousSettings]));
    },
    write: async (previousSettings) => {
      const here = Object.entries(previousSettings).map(([sid, settings]) => [keyInRegion(sid, region), settings]);
      await updateConnectVersion(gateway, { previousSettings: { ...elsewhere, ...Object.fromEntries(here) } });
    },
  };
}
