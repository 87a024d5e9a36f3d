import { lambdaCredentials } from '../sdk/lambda-credentials';

/** Settings of the clients of all targets. */
export function clientSettings(region: string | undefined) {
  return { credentials: lambdaCredentials, ...(region !== undefined && { region }) };
}

/** Time limits for a service that only accepts a message: three attempts end before the deadline. */
export const QUICK_REQUESTS = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };
