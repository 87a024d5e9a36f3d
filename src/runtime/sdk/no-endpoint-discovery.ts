/**
 * Stands in the Lambda bundle for `@aws-sdk/middleware-endpoint-discovery` (scripts/bundle.ts): the client of DynamoDB makes a cache of
 * endpoints that none of its operations asks.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: notSet, configFileSelector: notSet, default: undefined };

export function resolveEndpointDiscoveryConfig<T>(config: T): T {
  return config;
}

function notSet(): undefined {
  return undefined;
}
