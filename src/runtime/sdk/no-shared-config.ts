/**
 * Replaces the SDK's reader of `~/.aws/config` and `~/.aws/credentials` in the Lambda bundle (scripts/bundle.ts): no
 * Lambda function has these files. Settings in the environment, such as `AWS_ENDPOINT_URL` and `AWS_USE_FIPS_ENDPOINT`,
 * still work.
 */
export const CONFIG_PREFIX_SEPARATOR = '.';

export async function loadSharedConfigFiles() {
  return { configFile: {}, credentialsFile: {} };
}
