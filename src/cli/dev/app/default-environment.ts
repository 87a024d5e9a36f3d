import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../local/assembly/physical-ids';

/**
 * Account and region of an app's stacks, which it reads by `env: { account: process.env.CDK_DEFAULT_ACCOUNT, ... }`.
 */
export interface DefaultEnvironment {
  readonly CDK_DEFAULT_ACCOUNT: string;
  readonly CDK_DEFAULT_REGION: string;
}

/**
 * The account and region for an app. The CDK CLI calls AWS to learn the account of the credentials; this makes no
 * calls. It takes the first of these:
 * - the environment
 * - the account and region of the lookups in cdk.context.json, if they agree, so that the app finds its lookups again
 * - local placeholders, for which the CDK makes dummy values of lookups
 *
 * @param context of the app, with keys such as
 * `vpc-provider:account=123456789012:filter.isDefault=true:region=eu-west-1`
 */
export function defaultEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  context: Readonly<Record<string, unknown>>,
): DefaultEnvironment {
  const places = Object.keys(context).flatMap((key) => {
    const [account, region] = [/:account=(\d{12})(?=:|$)/, /:region=([a-z\d-]+)(?=:|$)/].map(
      (part) => part.exec(key)?.[1],
    );
    return account === undefined || region === undefined ? [] : [{ account, region }];
  });
  const givenAccount = env.CDK_DEFAULT_ACCOUNT || undefined;
  const givenRegion = env.CDK_DEFAULT_REGION || env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined;
  const fitting = places.filter(
    ({ account, region }) => account === (givenAccount ?? account) && region === (givenRegion ?? region),
  );
  return {
    CDK_DEFAULT_ACCOUNT: givenAccount ?? only(fitting.map(({ account }) => account)) ?? LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: givenRegion ?? only(fitting.map(({ region }) => region)) ?? LOCAL_REGION,
  };
}

function only(values: readonly string[]): string | undefined {
  const [value, ...others] = new Set(values);
  return others.length === 0 ? value : undefined;
}
