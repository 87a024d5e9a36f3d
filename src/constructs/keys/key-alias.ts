import * as kms from 'aws-cdk-lib/aws-kms';

/** Returns the key of an alias, if the app knows it. Returns any other key unchanged. */
export function keyBehind(key: kms.IKey): kms.IKey {
  const target = isAlias(key) ? targetOf(key) : undefined;
  return target === undefined ? key : keyBehind(target);
}

/**
 * Returns the name of an alias whose key the app does not know, such as `alias/sms`. The alias was imported by its
 * name, or by its ARN as if it were a key. Returns nothing for a key.
 */
export function unknownAlias(key: kms.IKey): string | undefined {
  const behind = keyBehind(key);
  return isAlias(behind) ? behind.aliasName : /:(alias\/.+)$/.exec(behind.keyArn)?.[1];
}

/** `instanceof` does not work: the classes of imported aliases are not exported. */
function isAlias(key: kms.IKey): key is kms.IAlias {
  return 'aliasName' in key;
}

function targetOf(alias: kms.IAlias): kms.IKey | undefined {
  try {
    return alias.aliasTargetKey;
  } catch {
    return undefined; // an alias from `Alias.fromAliasName` throws
  }
}
