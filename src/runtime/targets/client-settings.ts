import { lambdaCredentials } from '../sdk/lambda-credentials';

/** What the clients of all targets have in common. */
export function clientSettings(region: string | undefined) {
  return { credentials: lambdaCredentials, ...(region !== undefined && { region }) };
}

/** For a service that only takes a message: so that three tries are over before the deadline. */
export const QUICK_REQUESTS = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };
