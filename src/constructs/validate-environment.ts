import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, RESERVED_ENV_PREFIX, TARGET_ACKNOWLEDGEMENT_ENV, TARGET_ENV } from '../shared/env';

/** Source: AWS Lambda, "Lambda quotas": 4 KB for all variables of a function together. */
const MAX_BYTES = 4096;

/** How many are named that could be made smaller. */
const NAMED = 3;

/** What the built-in reply handlers have in their environment, and one that wraps them. */
const HANDLER_NAMES = [TARGET_ENV, TARGET_ACKNOWLEDGEMENT_ENV, EVENT_SOURCE_ENV, EVENT_DETAIL_TYPE_ENV];

/**
 * Checks an environment that a user gives.
 *
 * @param where the start of the error's text
 * @throws Error for a name that belongs to the gateway
 */
export function rejectReservedNames(where: string, environment: Record<string, string> = {}): void {
  reject(where, namesIn(environment));
}

/**
 * Checks an environment that a reply handler or a mode gives, of whoever wrote it.
 *
 * @param where the start of the error's text
 * @param given the variables that the gateway itself passed in
 * @throws Error for another name that belongs to the gateway
 */
export function rejectForeignNames(where: string, environment: Record<string, string> = {}, given: Record<string, string> = {}): void {
  reject(where, namesIn(environment).filter((name) => !HANDLER_NAMES.includes(name) && !(name in given)));
}

function namesIn(environment: Record<string, string>): string[] {
  return Object.keys(environment).filter((name) => name.startsWith(RESERVED_ENV_PREFIX));
}

function reject(where: string, names: string[]): void {
  if (names.length > 0) {
    throw new Error(`${where} must not have names that start with ${RESERVED_ENV_PREFIX}, which belong to the gateway, got ${names.join(', ')}. Rename them, or use the gateway's props.`);
  }
}

/**
 * What is wrong with the environment of a function, once it is known as a whole. Tokens count for nothing, so that a deployment may
 * still find it too large; nothing is rejected that Lambda takes.
 *
 * @param variables resolved: plain texts, and intrinsic functions
 */
export function environmentProblems(variables: Record<string, unknown> = {}): string[] {
  // As JSON, which is the text in Lambda's own error: "String measured".
  const sizes = Object.entries(variables).map(([name, value]) => {
    const json = JSON.stringify({ [name]: knownText(value) });
    return { name, bytes: Buffer.byteLength(json) - 1 }; // one brace is the comma to the next
  });
  const bytes = sizes.reduce((sum, size) => sum + size.bytes, 1);
  if (bytes <= MAX_BYTES) { return []; }

  const largest = [...sizes].sort((a, b) => b.bytes - a.bytes).slice(0, NAMED).map((size) => `${size.name} ${size.bytes}`);
  return [`The environment must not have more than ${MAX_BYTES} bytes, got at least ${bytes}: ${largest.join(', ')} are the largest. Shorten them, or give the reply handler what it needs in a file of its code or in a parameter of AWS Systems Manager.`];
}

function knownText(value: unknown): string {
  if (typeof value === 'string') { return value; }

  const { 'Fn::Join': join } = Object(value) as { 'Fn::Join'?: [string, unknown] };
  return Array.isArray(join?.[1]) ? join[1].map(knownText).join(join[0]) : '';
}
