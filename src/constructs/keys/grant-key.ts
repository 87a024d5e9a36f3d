import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { keyBehind, unknownAlias } from './key-alias';

/** What a key is used through, as it is called in its endpoint. */
export type EncryptingService = 'dynamodb' | 'secretsmanager' | 'ssm';

/**
 * Lets the grantee use the key that something is encrypted with, through the service that holds it and no other way. Nothing to do
 * where it has no key of its own.
 *
 * @param region where the service holds it
 */
export function grantKeyThrough(
  service: EncryptingService,
  region: string,
  key: kms.IKey | undefined,
  grantee: iam.IGrantable,
  actions: string[],
): void {
  if (!key) { return; }

  // Not key.grant: that writes into the key's policy, which an imported key does not have, and makes the stack of the key
  // depend on this one.
  allow(grantee, key, actions, { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } });
}

/** Lets the grantee use the key, as `key.grant` does; also one that is known by an alias only. Nothing to do where there is none. */
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
  grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({
    actions,
    resources: [alias === undefined ? keyBehind(key).keyArn : everyKeyBeside(key)],
    conditions: alias === undefined ? conditions : { ...conditions, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
  }));
}

/**
 * All keys of the alias' region and account, for a statement with a condition on the alias: as a resource the alias would stand for itself and
 * not for its key. Source: AWS KMS, "Use aliases to control access to KMS keys".
 */
function everyKeyBeside(alias: kms.IKey): string {
  const { region, account } = alias.env;
  return Stack.of(alias).formatArn({ service: 'kms', region, account, resource: 'key', resourceName: '*' });
}
