import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { MessageSource } from './message-source';
import { nameOf } from './validate-phone-numbers';

/** On the root of the app, the path of the gateway of each number. Several copies of this library share it. */
const CLAIMS = Symbol.for('cdk-twilio-sms-gateway.phoneNumbers');

/**
 * Claims numbers and Messaging Services for a gateway. Tokens are accepted unchecked.
 *
 * @throws Error for one that another gateway of the app has: each deployment would take it from the other gateway
 */
export function claimNumbers(scope: Construct, phoneNumbers: readonly MessageSource[]): void {
  const { path, root } = scope.node;
  const claims = claimsOf(root);
  for (const name of phoneNumbers.map(nameOf).filter((known) => !Token.isUnresolved(known))) {
    const owner = claims.get(name);
    if (owner !== undefined && owner !== path) {
      throw new Error(
        `${path}: phoneNumbers must not name a number of another gateway, since a number has one webhook, ` +
        `got ${name}, which ${owner} has too. Remove it from one of them.`);
    }
    claims.set(name, path);
  }
}

function claimsOf(root: object): Map<string, string> {
  if (!(CLAIMS in root)) { Object.defineProperty(root, CLAIMS, { value: new Map() }); }
  return (root as { readonly [CLAIMS]: Map<string, string> })[CLAIMS];
}
