import { DeployedGateway } from '../aws/deployed-gateway';

/** Says what the deletion of the stack leaves behind, as its template decides. */
export function whatStays({ secretArn, stack: { template } }: Pick<DeployedGateway, 'secretArn' | 'stack'>): string[] {
  const policiesOf = (type: string) => Object.values(template.Resources ?? {})
    .filter(({ Type }) => Type === type)
    .map(({ DeletionPolicy }) => DeletionPolicy);
  // A secret that is not in the template was brought, so the stack cannot delete it.
  const isSecretDeleted = policiesOf('AWS::SecretsManager::Secret').includes('Delete');
  return [
    isSecretDeleted
      ? `The secret keeps the auth token until "cdk destroy" deletes it: ${secretArn}`
      : `The secret keeps the auth token, also after "cdk destroy": ${secretArn}`,
    ...(policiesOf('AWS::DynamoDB::Table').includes('Retain')
      ? ['The deduplication table stays after "cdk destroy" too, with its stored replies.']
      : []),
  ];
}
