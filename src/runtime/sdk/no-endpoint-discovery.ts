/**
 * Replaces `@aws-sdk/middleware-endpoint-discovery` in the Lambda bundle (scripts/bundle.ts): the DynamoDB client
 * creates a cache of endpoints that none of our operations uses.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: notSet,
  configFileSelector: notSet,
  default: undefined,
};

export function resolveEndpointDiscoveryConfig<T>(config: T): T {
  return config;
}

function notSet(): undefined {
  return undefined;
}
