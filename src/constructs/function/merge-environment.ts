import { assertNoReservedNames } from '../validation/validate-environment';

/**
 * The environment of a function: variables that somebody else gave, and the gateway's own, which replace given ones of
 * the same name. Every environment with variables of several owners is merged here.
 *
 * @param source what gave the variables, as the start of an error
 * @param given variables of the user, a reply handler or a reply mode
 * @param own variables of the gateway
 * @param allowed reserved names that `given` may hold
 * @throws Error if `given` holds another reserved name
 */
export function mergeEnvironment(
  source: string,
  given: Record<string, string> | undefined,
  own: Record<string, string>,
  allowed: readonly string[] = [],
): Record<string, string> {
  assertNoReservedNames(source, given, allowed);
  return { ...given, ...own };
}
