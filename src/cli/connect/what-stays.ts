import { DeployedGateway } from '../aws/deployed-gateway';

/** Says what the deletion of the stack leaves behind, as its template decides. */
export function whatStays(
  { secretArn, signingKeySecretArn, stack: { template } }:
  Pick<DeployedGateway, 'secretArn' | 'signingKeySecretArn' | 'stack'>,
): string[] {
  const policiesOf = (type: string) => Object.values(template.Resources ?? {})
    .filter(({ Type }) => Type === type)
    .map(({ DeletionPolicy }) => DeletionPolicy);
  // A secret that is not in the template was brought, so the stack cannot delete it.
  const isSecretDeleted = policiesOf('AWS::SecretsManager::Secret').includes('Delete');
  const keeps = secretArn === undefined ? 'The secret keeps the SharedKey' : 'The secret keeps the auth token';
  const arn = secretArn ?? signingKeySecretArn;
  return [
    isSecretDeleted && secretArn !== undefined
      ? `${keeps} until "cdk destroy" deletes it: ${arn}`
      : `${keeps}, also after "cdk destroy": ${arn}`,
    ...(policiesOf('AWS::DynamoDB::Table').includes('Retain')
      ? ['The deduplication table stays after "cdk destroy" too, with its stored replies.']
      : []),
  ];
}
