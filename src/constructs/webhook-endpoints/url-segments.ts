import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Source: Amazon API Gateway, "Stages for HTTP APIs" and "Set up a stage for a REST API". */
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;

/**
 * Allows only characters that every client writes in the same way, as in `webhook-path.ts`. No slashes at the ends: API
 * Gateway adds them.
 */
const MAPPING_KEY = /^(?!(.*\/)?\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/;

/**
 * Returns the name of a stage, which is part of the URL.
 *
 * @throws Error for an invalid name
 */
export function checkedStageName(scope: Construct, stageName: string): string {
  if (!Token.isUnresolved(stageName) && !STAGE_NAME.test(stageName)) {
    throw new Error(
      `${scope.node.path}: ` +
      `stageName must be 1 to 128 letters, digits, "-" and "_", got ${JSON.stringify(stageName)}. ` +
      'Use a name such as "prod".');
  }
  return stageName;
}

/**
 * Returns the path of the API on a custom domain as a part of the URL: empty, or `/` and the key.
 *
 * @param option name of the option, for the error
 * @throws Error for a key that clients write in several ways, so that Twilio could sign another URL
 */
export function checkedMappingPath(scope: Construct, option: string, key?: string): string {
  if (key === undefined) {
    return '';
  }
  if (!Token.isUnresolved(key) && !MAPPING_KEY.test(key)) {
    throw new Error(
      `${scope.node.path}: ${option} must be segments of letters, digits, "-", "." and "_", other than "." and "..", ` +
      `without "/" at its ends, got ${JSON.stringify(key)}. ` +
      'Use a key such as "twilio", or leave it out for the root of the domain.');
  }
  return `/${key}`;
}
