import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { keyBehind, unknownAlias } from './key-alias';

/** The service that uses a key: its name in the host of its endpoint. */
export type EncryptingService = 'dynamodb' | 'secretsmanager' | 'ssm';

/**
 * Lets the grantee use the key of encrypted data, and only through the service that stores the data.
 *
 * @param region region of the data
 * @param key nothing is granted without a key
 */
export function grantKeyThrough(
  service: EncryptingService,
  region: string,
  key: kms.IKey | undefined,
  grantee: iam.IGrantable,
  actions: string[],
): void {
  if (!key) { return; }

  // key.grant would change the key's policy, which an imported key does not have, and make the key's stack depend on
  // this one.
  allow(grantee, key, actions, { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } });
}

/** Lets the grantee use the key, as `key.grant` does, and also a key of which only an alias is known. */
export function grantKey(key: kms.IKey | undefined, grantee: iam.IGrantable, ...actions: string[]): void {
  if (!key) { return; }

  if (unknownAlias(key) === undefined) {
    keyBehind(key).grant(grantee, ...actions);
  } else {
    allow(grantee, key, actions);
  }
}

function allow(grantee: iam.IGrantable, key: kms.IKey, actions: string[], conditions?: iam.Conditions): void {
  const alias = unknownAlias(key);
  const ofAlias = alias !== undefined && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } };
  grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({
    actions,
    resources: [alias === undefined ? keyBehind(key).keyArn : everyKeyBeside(key)],
    conditions: ofAlias ? { ...conditions, ...ofAlias } : conditions,
  }));
}

/**
 * All keys in the region and account of an alias, for a statement with a condition on the alias. As a resource, the ARN
 * of an alias does not stand for its key. Source: AWS KMS, "Use aliases to control access to KMS keys".
 */
function everyKeyBeside(alias: kms.IKey): string {
  const { region, account } = alias.env;
  return Stack.of(alias).formatArn({ service: 'kms', region, account, resource: 'key', resourceName: '*' });
}
