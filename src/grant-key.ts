import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';

/** What a key is used through, as it is called in its endpoint. */
export type EncryptingService = 'dynamodb' | 'secretsmanager' | 'ssm';

/**
 * Lets the grantee use the key that something is encrypted with, through the service that holds it and no other way. Nothing to do
 * where it has no key of its own.
 *
 * @param held what is in the service's region
 */
export function grantKeyThrough(
  service: EncryptingService,
  held: IConstruct,
  key: kms.IKey | undefined,
  grantee: iam.IGrantable,
  actions: string[],
): void {
  if (!key) { return; }

  // Not key.grant: that writes into the key's policy, which an imported key does not have, and makes the stack of the key
  // depend on this one.
  grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(held).region}.amazonaws.com` } },
  }));
}
