/**
 * Replaces `@aws-sdk/credential-provider-node` in the Lambda bundle (scripts/bundle.ts). That chain of sources, from
 * shared files to the metadata service, never applies in Lambda and is a third of the SDK's bytes. Every client gets
 * `lambdaCredentials` instead.
 */
export function defaultProvider(): () => Promise<never> {
  return async () => {
    throw new Error('This bundle has no credential providers: pass `credentials` to the client');
  };
}
