import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** Lets the role use the key that the secret is encrypted with, where it has one of its own, and through Secrets Manager only. */
export function grantSecretKey(secret: secretsmanager.ISecret, role: iam.Role, ...actions: string[]): void {
  if (!secret.encryptionKey) { return; }

  // Not secret.encryptionKey.grant: that writes into the key's policy, which an imported key does not have, and makes the
  // stack of the key depend on this one.
  role.addToPolicy(new iam.PolicyStatement({
    actions,
    resources: [secret.encryptionKey.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(role).region}.amazonaws.com` } },
  }));
}
