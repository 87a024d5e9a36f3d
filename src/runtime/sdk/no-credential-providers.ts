/**
 * Stands in the Lambda bundle for `@aws-sdk/credential-provider-node` (scripts/bundle.ts): a chain of sources, from
 * shared files to the metadata service, that can never apply in Lambda and is a third of the SDK's bytes.
 * Whoever makes a client brings `lambdaCredentials`.
 */
export function defaultProvider(): () => Promise<never> {
  return async () => {
    throw new Error('This bundle has no credential providers: pass `credentials` to the client');
  };
}
