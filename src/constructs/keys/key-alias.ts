import * as kms from 'aws-cdk-lib/aws-kms';

/** The key itself, for an alias whose key the app knows. Anything else as it is. */
export function keyBehind(key: kms.IKey): kms.IKey {
  const target = isAlias(key) ? targetOf(key) : undefined;
  return target === undefined ? key : keyBehind(target);
}

/**
 * Name of an alias whose key the app does not know, such as `alias/sms`: imported by its name, or by its ARN as if it were a key.
 * None for a key.
 */
export function unknownAlias(key: kms.IKey): string | undefined {
  const behind = keyBehind(key);
  return isAlias(behind) ? behind.aliasName : /:(alias\/.+)$/.exec(behind.keyArn)?.[1];
}

/** Not `instanceof`: what is imported is of no class that is exported. */
function isAlias(key: kms.IKey): key is kms.IAlias {
  return 'aliasName' in key;
}

function targetOf(alias: kms.IAlias): kms.IKey | undefined {
  try {
    return alias.aliasTargetKey;
  } catch {
    return undefined; // what `Alias.fromAliasName` gives throws
  }
}
