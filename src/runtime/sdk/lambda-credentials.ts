/**
 * Reads the role's credentials from the environment, the only place in Lambda that has them. They expire at once, so
 * that the SDK asks on each call and does not keep those of the init phase.
 */
export async function lambdaCredentials() {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
    expiration: new Date(),
  };
}
