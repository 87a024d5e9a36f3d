import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { kindOf } from '../validation/known-names';

/**
 * Returns the name of a custom domain, which is the host of the webhook URL.
 *
 * @param domain the domain, and the property that holds its name
 * @param use what to give instead
 * @throws Error for a domain whose name is not known, such as a CfnDomainName
 */
export function checkedDomainName<Property extends string>(
  scope: Construct,
  domain: Readonly<Record<Property, string>>,
  property: Property,
  use: string,
): string {
  const name: unknown = Object(domain)[property];
  if (typeof name === 'string' && (Token.isUnresolved(name) || /^[^\s/]+$/.test(name))) { return name; }

  throw new Error(
    `${scope.node.path}: domainName of domainMapping must be a domain with a name, which becomes the host of the ` +
    `webhook URL, got ${kindOf(domain)} with ${JSON.stringify(name) ?? 'no'} ${property}. Use ${use}.`);
}
