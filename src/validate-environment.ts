import { EVENT_DETAIL_TYPE_ENV, EVENT_SOURCE_ENV, RESERVED_ENV_PREFIX, TARGET_ACKNOWLEDGEMENT_ENV, TARGET_ENV } from './runtime/env';

/** What the built-in reply handlers have in their environment, and one that wraps them. */
const HANDLER_NAMES = [TARGET_ENV, TARGET_ACKNOWLEDGEMENT_ENV, EVENT_SOURCE_ENV, EVENT_DETAIL_TYPE_ENV];

/**
 * Checks an environment that a user gives.
 *
 * @param where the start of the error's text
 * @throws Error for a name that belongs to the gateway
 */
export function refuseReservedNames(where: string, environment: Record<string, string> = {}): void {
  refuse(where, namesIn(environment));
}

/**
 * Checks an environment that a reply handler or a mode gives, of whoever wrote it.
 *
 * @param where the start of the error's text
 * @param given the variables that the gateway itself passed in
 * @throws Error for another name that belongs to the gateway
 */
export function refuseForeignNames(where: string, environment: Record<string, string> = {}, given: Record<string, string> = {}): void {
  refuse(where, namesIn(environment).filter((name) => !HANDLER_NAMES.includes(name) && !(name in given)));
}

function namesIn(environment: Record<string, string>): string[] {
  return Object.keys(environment).filter((name) => name.startsWith(RESERVED_ENV_PREFIX));
}

function refuse(where: string, names: string[]): void {
  if (names.length > 0) {
    throw new Error(`${where} must not have names that start with ${RESERVED_ENV_PREFIX}, which belong to the gateway, got ${names.join(', ')}. Rename them, or use the gateway's props.`);
  }
}
