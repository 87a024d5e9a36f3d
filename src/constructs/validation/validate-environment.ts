import {
  EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, RESERVED_ENV_PREFIX, TARGET_ACKNOWLEDGEMENT_ENV, TARGET_ENV,
} from '../../shared/env';

/** Source: AWS Lambda, "Lambda quotas": 4 KB for all environment variables of a function. */
const MAX_BYTES = 4096;

/** How many of the largest variables an error names. */
const NAMED = 3;

/** Reserved names that the built-in reply handlers set, and so a handler that wraps one of them. */
export const HANDLER_NAMES: readonly string[] = [
  TARGET_ENV, TARGET_ACKNOWLEDGEMENT_ENV, EVENT_SOURCE_ENV, EVENT_DETAIL_TYPE_ENV,
];

/**
 * Rejects variables with names that are reserved for the gateway.
 *
 * @param source what gave the variables, as the start of the error
 * @param environment the variables
 * @param allowed reserved names that are accepted
 * @throws Error for any other name that starts with `TWILIO_GATEWAY_`
 */
export function assertNoReservedNames(
  source: string,
  environment: Record<string, string> = {},
  allowed: readonly string[] = [],
): void {
  const names = Object.keys(environment)
    .filter((name) => name.startsWith(RESERVED_ENV_PREFIX) && !allowed.includes(name));
  if (names.length > 0) {
    throw new Error(
      `${source} must not have names that start with ${RESERVED_ENV_PREFIX}, which are reserved for the gateway, ` +
      `got ${names.join(', ')}. Rename them, or use the gateway's props.`);
  }
}

/**
 * Checks the size of a function's complete environment at synth. The value of a token is unknown and counts as empty,
 * so nothing that Lambda accepts is rejected, and a deployment may still find the environment too large.
 *
 * @param variables resolved values: strings and intrinsic functions
 * @returns the errors
 */
export function environmentProblems(variables: Record<string, unknown> = {}): string[] {
  // Lambda measures the environment as JSON: its error quotes that JSON as "String measured".
  const sizes = Object.entries(variables).map(([name, value]) => {
    const json = JSON.stringify({ [name]: knownPart(value) });
    return { name, bytes: Buffer.byteLength(json) - 1 }; // one of the braces stands for the comma
  });
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 1);
  if (bytes <= MAX_BYTES) { return []; }

  const largest = [...sizes].sort((a, b) => b.bytes - a.bytes).slice(0, NAMED)
    .map((size) => `${size.name} ${size.bytes}`);
  return [
    `The environment must not have more than ${MAX_BYTES} bytes, got at least ${bytes}. ` +
    `The largest variables are ${largest.join(', ')}. ` +
    'Shorten them, or move them to a file beside the reply module or to AWS Systems Manager Parameter Store.',
  ];
}

function knownPart(value: unknown): string {
  if (typeof value === 'string') { return value; }

  const { 'Fn::Join': join } = Object(value) as { 'Fn::Join'?: [string, unknown] };
  return Array.isArray(join?.[1]) ? join[1].map(knownPart).join(join[0]) : '';
}
