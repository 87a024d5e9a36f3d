import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../../local/assembly/physical-ids';

/** What an app reads to learn where its stacks go: `env: { account: process.env.CDK_DEFAULT_ACCOUNT, ... }`. */
export interface DefaultEnvironment {
  readonly CDK_DEFAULT_ACCOUNT: string;
  readonly CDK_DEFAULT_REGION: string;
}

/**
 * The account and region for an app that asks for them. The CDK CLI asks AWS whose the credentials are; here nobody is asked: it is what
 * the environment says, else where the lookups in cdk.context.json were made if that is one place, so that the app finds them again, else
 * emulators, with which the CDK makes dummies of what it would look up.
 *
 * @param context that of the app; the key of a lookup is such as `vpc-provider:account=123456789012:filter.isDefault=true:region=eu-west-1`
 */
export function defaultEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  context: Readonly<Record<string, unknown>>,
): DefaultEnvironment {
  const places = Object.keys(context).flatMap((key) => {
    const [account, region] = [/:account=(\d{12})(?=:|$)/, /:region=([a-z\d-]+)(?=:|$)/].map((part) => part.exec(key)?.[1]);
    return account === undefined || region === undefined ? [] : [{ account, region }];
  });
  const givenAccount = env.CDK_DEFAULT_ACCOUNT || undefined;
  const givenRegion = env.CDK_DEFAULT_REGION || env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined;
  const fitting = places.filter(({ account, region }) => account === (givenAccount ?? account) && region === (givenRegion ?? region));
  return {
    CDK_DEFAULT_ACCOUNT: givenAccount ?? only(fitting.map(({ account }) => account)) ?? LOCAL_ACCOUNT,
    CDK_DEFAULT_REGION: givenRegion ?? only(fitting.map(({ region }) => region)) ?? LOCAL_REGION,
  };
}

function only(values: readonly string[]): string | undefined {
  const [value, ...others] = new Set(values);
  return others.length === 0 ? value : undefined;
}
