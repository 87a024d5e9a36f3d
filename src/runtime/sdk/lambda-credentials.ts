/**
 * In Lambda the role's credentials are in the environment and nowhere else. Said to expire at once, so that the SDK
 * asks on each call and never keeps those of the moment of init.
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
