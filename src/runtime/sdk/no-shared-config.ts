/**
 * Stands in the Lambda bundle for the SDK's reader of `~/.aws/config` and `~/.aws/credentials` (scripts/bundle.ts), which no Lambda function
 * has. Settings in the environment, such as `AWS_ENDPOINT_URL` and `AWS_USE_FIPS_ENDPOINT`, are read as ever.
 */
export const CONFIG_PREFIX_SEPARATOR = '.';

export async function loadSharedConfigFiles() {
  return { configFile: {}, credentialsFile: {} };
}
