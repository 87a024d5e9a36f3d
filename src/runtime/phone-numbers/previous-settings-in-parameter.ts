import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { retryWhileDenied } from './retry-while-denied';
import { lambdaCredentials } from '../sdk/lambda-credentials';
import {
  formatPreviousSettings, parsePreviousSettings, type PreviousSettingsBySid, type PreviousSettingsStore,
} from '../twilio/previous-settings';

type Sleep = (milliseconds: number) => Promise<unknown>;

const DESCRIPTION =
  'Settings that Twilio numbers had before this stack pointed them at cdk-twilio-sms-gateway. Deleted with them.';

/**
 * Keeps previous settings in SSM parameters. They are encrypted, since the URL of a webhook may hold a password
 * (docs/decisions/0015).
 *
 * @param keyArn of a customer-managed key @default - the key that AWS Systems Manager has for everybody
 * @returns the store in the parameter of a name. It has no parameter while there is nothing to keep.
 */
export function parameterStores(sleep: Sleep, keyArn?: string): (parameterName: string) => PreviousSettingsStore {
  const ssm = new SSMClient({
    credentials: lambdaCredentials,
    maxAttempts: 6, // all numbers of a stack come at once
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  return (Name) => ({
    async read() {
      const get = new GetParameterCommand({ Name, WithDecryption: true });
      const text = await retryWhileDenied(sleep, async () =>
        undefinedIfMissing(async () => (await ssm.send(get)).Parameter?.Value),
      );
      return text === undefined ? {} : parse(text, Name);
    },
    async write(previousSettings) {
      if (Object.keys(previousSettings).length === 0) {
        const remove = new DeleteParameterCommand({ Name });
        await retryWhileDenied(sleep, async () => undefinedIfMissing(async () => ssm.send(remove)));
        return;
      }
      await retryWhileDenied(sleep, async () => ssm.send(new PutParameterCommand({
        Name,
        Description: DESCRIPTION,
        Type: 'SecureString',
        KeyId: keyArn,
        Tier: 'Intelligent-Tiering', // long URLs may need more than the 4 kB of a free parameter
        Value: formatPreviousSettings(previousSettings),
        Overwrite: true,
      })));
    },
  });
}

async function undefinedIfMissing<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

/** The value itself may be somebody's secret, so the error does not quote it. */
function parse(text: string, parameterName: string): PreviousSettingsBySid {
  try {
    return parsePreviousSettings(text);
  } catch {
    throw new Error(`The SSM parameter ${parameterName} does not hold what this stack wrote. `
      + 'Look at that parameter. To continue without the previous settings, delete it.');
  }
}
