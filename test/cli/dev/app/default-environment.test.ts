import { defaultEnvironment } from '../../../../src/cli/dev/app/default-environment';

const lookup = (account: string, region: string) => ({ [`vpc-provider:account=${account}:filter.isDefault=true:region=${region}:returnAsymmetricSubnets=true`]: { vpcId: 'vpc-1' } });
const found = lookup('123456789012', 'eu-west-1');

test.each<[name: string, env: Record<string, string>, context: Record<string, unknown>, account: string, region: string]>([
  ['emulators where nothing is known', {}, {}, '000000000000', 'us-east-1'],
  ['what the environment says', { CDK_DEFAULT_ACCOUNT: '111111111111', CDK_DEFAULT_REGION: 'eu-north-1', AWS_REGION: 'eu-west-3' }, found, '111111111111', 'eu-north-1'],
  ['the region that AWS tools take', { AWS_REGION: 'eu-west-3', AWS_DEFAULT_REGION: 'eu-west-2' }, {}, '000000000000', 'eu-west-3'],
  ['the other name of it', { AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-2' }, {}, '000000000000', 'eu-west-2'],
  ['where lookups were made', {}, { ...found, 'availability-zones:account=123456789012:region=eu-west-1': ['eu-west-1a'], 'a': 1 }, '123456789012', 'eu-west-1'],
  ['where they were made in this region', { AWS_REGION: 'eu-west-3' }, { ...lookup('123456789012', 'eu-west-3'), ...lookup('210987654321', 'eu-west-1') }, '123456789012', 'eu-west-3'],
  ['no guess between two accounts', {}, { ...found, ...lookup('210987654321', 'eu-west-1') }, '000000000000', 'eu-west-1'],
  ['no guess between two regions', {}, { ...found, ...lookup('123456789012', 'eu-west-2') }, '123456789012', 'us-east-1'],
])('gives %s', (_, env, context, account, region) => {
  expect(defaultEnvironment(env, context)).toEqual({ CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region });
});
