import { defaultEnvironment } from '../../../../src/cli/dev/app/default-environment';

const lookup = (account: string, region: string) => ({
  [`vpc-provider:account=${account}:filter.isDefault=true:region=${region}:returnAsymmetricSubnets=true`]: {
    vpcId: 'vpc-1',
  },
});
const found = lookup('123456789012', 'eu-west-1');

test.each<{
  readonly name: string;
  readonly env: Record<string, string>;
  readonly context: Record<string, unknown>;
  readonly account: string;
  readonly region: string;
}>([
  { name: 'placeholders if nothing is known', env: {}, context: {}, account: '000000000000', region: 'us-east-1' },
  {
    name: 'the account and region of the environment',
    env: { CDK_DEFAULT_ACCOUNT: '111111111111', CDK_DEFAULT_REGION: 'eu-north-1', AWS_REGION: 'eu-west-3' },
    context: found,
    account: '111111111111',
    region: 'eu-north-1',
  },
  {
    name: 'the region that AWS tools take',
    env: { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'eu-west-2' },
    context: {},
    account: '000000000000',
    region: 'eu-west-3',
  },
  {
    name: 'the region that AWS tools take, by its other name',
    env: { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' },
    context: {},
    account: '000000000000',
    region: 'eu-west-2',
  },
  {
    name: 'the place of its lookups',
    env: {},
    context: { ...found, 'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'], 'a': 1 },
    account: '123456789012',
    region: 'eu-west-1',
  },
  {
    name: 'the account of its lookups in this region',
    env: { AWS_REGION: 'eu-west-3' },
    context: { ...lookup('123456789012', 'eu-west-3'), ...lookup('210987654321', 'eu-west-1') },
    account: '123456789012',
    region: 'eu-west-3',
  },
  {
    name: 'no guess between two accounts',
    env: {},
    context: { ...found, ...lookup('210987654321', 'eu-west-1') },
    account: '000000000000',
    region: 'eu-west-1',
  },
  {
    name: 'no guess between two regions',
    env: {},
    context: { ...found, ...lookup('123456789012', 'eu-west-2') },
    account: '123456789012',
    region: 'us-east-1',
  },
])('an app gets $name', ({ env, context, account, region }) => {
  expect(defaultEnvironment(env, context)).toEqual({ CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region });
});
