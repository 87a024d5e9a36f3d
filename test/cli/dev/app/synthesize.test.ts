import * as fs from 'node:fs';
import * as path from 'node:path';
import { locateAssembly } from '../../../../src/cli/dev/app/locate-assembly';
import { synthesize } from '../../../../src/cli/dev/app/synthesize';
import { removeFolders, temporaryFolder, write } from '../../../local/support';
import { testContext } from '../../support';

/** An app that writes down how it was called. */
const APP = `const fs = require('fs'); const { CDK_OUTDIR, CDK_CONTEXT_JSON } = process.env;
fs.mkdirSync(CDK_OUTDIR, { recursive: true }); fs.writeFileSync(CDK_OUTDIR + '/manifest.json', CDK_CONTEXT_JSON);`;

let cwd: string;

beforeEach(() => {
  cwd = temporaryFolder();
  write(cwd, 'app.js', APP);
});

afterAll(removeFolders);

const contextOf = (directory: string) => JSON.parse(fs.readFileSync(path.join(directory, 'manifest.json'), 'utf8'));

test('synthesizes the app of cdk.json with its context, as the CDK CLI does', async () => {
  write(cwd, 'cdk.json', '{"app":"node app.js","context":{"a":1,"b":1}}');
  write(cwd, 'cdk.context.json', '{"b":2,"c":2}');
  const context = testContext({ cwd });
  const location = locateAssembly({}, context);
  await synthesize(location, context, context.stderr);

  expect(location.directory).toBe(path.join(cwd, 'cdk.out'));
  expect(contextOf(location.directory)).toEqual({ 'a': 1, 'b': 1, 'c': 2, 'aws:cdk:enable-path-metadata': true });
});

test('synthesizes with --app, into the output folder of cdk.json', async () => {
  write(cwd, 'cdk.json', '{"app":"exit 1","output":"other.out"}');
  const context = testContext({ cwd });
  const location = locateAssembly({ app: 'node app.js' }, context);
  await synthesize(location, context, context.stderr);

  expect(location.directory).toBe(path.join(cwd, 'other.out'));
  expect(fs.existsSync(path.join(location.directory, 'manifest.json'))).toBe(true);
});

describe('an app that asks for the account and the region', () => {
  /** As `cdk init` writes it, with a lookup. What is looked up is in an output. */
  const LOOKUP = `
    const { App, CfnOutput, Stack } = require(${JSON.stringify(require.resolve('aws-cdk-lib'))});
    const { Vpc } = require(${JSON.stringify(require.resolve('aws-cdk-lib/aws-ec2'))});
    const stack = new Stack(new App(), 'Stack', { env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION } });
    new CfnOutput(stack, 'VpcId', { value: Vpc.fromLookup(stack, 'Vpc', { isDefault: true }).vpcId });`;
  const vpcIn = async (env: Record<string, string> = {}) => {
    write(cwd, 'cdk.json', '{"app":"node app.js"}');
    write(cwd, 'app.js', LOOKUP);
    const context = testContext({ cwd, env: { PATH: process.env.PATH, ...env } });
    await synthesize(locateAssembly({}, context), context, context.stderr);
    return JSON.parse(fs.readFileSync(path.join(cwd, 'cdk.out/Stack.template.json'), 'utf8')).Outputs.VpcId.Value;
  };

  test('gets placeholders, so that its lookups are dummies', async () => {
    expect(await vpcIn()).toBe('vpc-12345');
  });

  test('finds its former lookups in whatever account they were made', async () => {
    write(
      cwd,
      'cdk.context.json',
      JSON.stringify({
        'vpc-provider:account=123456789012:filter.isDefault=true:region=eu-west-1:returnAsymmetricSubnets=true': {
          vpcId: 'vpc-real',
          vpcCidrBlock: '10.0.0.0/16',
          ownerAccountId: '123456789012',
          availabilityZones: [],
          subnetGroups: [],
        },
      }),
    );

    expect(await vpcIn()).toBe('vpc-real');
    expect(await vpcIn({ AWS_REGION: 'eu-west-2' })).toBe('vpc-12345');
  }, 20_000);
});

test('a failure says how to run an app that needs real lookups, and cuts unreadable lines', async () => {
  write(cwd, 'cdk.json', '{"app":"node app.js","output":"build/out"}');
  write(cwd, 'app.js', "console.error('minified'.repeat(400)); process.exit(1);");
  const context = testContext({ cwd, env: { PATH: process.env.PATH } });

  await expect(synthesize(locateAssembly({}, context), context, context.stderr)).rejects.toThrow(
    'The app failed (exit code 1): node app.js. Here the app runs with account 000000000000 and region us-east-1, and nothing is looked up in AWS. '
    + 'If "cdk synth" works, run it and then "dev build/out".');
  expect(context.err()).toMatch(/^(minified){62}mini \.\.\.\n$/);
});

test('a failure names the command, and the output of the app is shown', async () => {
  const context = testContext({ cwd });

  await expect(synthesize(locateAssembly({ app: 'echo broken >&2; exit 7' }, context), context, context.stderr))
    .rejects.toThrow(/The app failed \(exit code 7\): echo broken/);
  expect(context.err()).toBe('broken\n');
});
