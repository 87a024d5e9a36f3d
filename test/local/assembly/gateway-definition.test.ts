import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, LegacyStackSynthesizer, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { TwilioSmsGateway } from '../../../src';
import { CloudAssembly, readCloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { findGateways, pickGateway } from '../../../src/local/assembly/gateway-definition';
import { MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from '../support';

afterAll(removeFolders);

test('gateways are found by the metadata of their functions alone', () => {
  const directory = writeAssembly(temporaryFolder(), {
    code: MIRROR,
    webhookPath: '/in',
    timeout: 7,
    variables: { SIZE: 5 },
  });

  expect(findGateways(readCloudAssembly(directory))).toEqual([
    {
      stackName: 'Stack',
      constructPath: 'Stack/GatewayConstruct',
      deployment: { stackName: 'Stack' },
      logicalId: 'Gateway',
      appWideId: 'Stack/Gateway',
      layers: [],
      missingLayers: [],
      runtime: 'nodejs24.x',
      webhookPath: '/in',
      handler: 'gateway.handler',
      timeoutSeconds: 7,
      memorySize: 128,
      taskRoot: path.join(directory, 'asset.Gateway'),
      environment: {
        TWILIO_GATEWAY_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Secret-local1',
        SIZE: '5',
      },
      deployTimeVariables: ['TWILIO_GATEWAY_SECRET_ARN'],
    },
  ]);
});

/** An app as `node app.js` synthesizes it, which writes no construct paths. */
function withoutPaths(fill: (app: App) => void): CloudAssembly {
  const app = new App({ outdir: temporaryFolder(), context: { 'aws:cdk:enable-path-metadata': false } });
  fill(app);
  return readCloudAssembly(app.synth().directory);
}

describe('without construct paths, each gateway has a name of its own', () => {
  test.each<{ readonly name: string; readonly fill: (app: App) => void; readonly names: readonly RegExp[] }>([
    {
      name: 'in two stacks',
      fill: (app) => ['Dev', 'Prod'].forEach((id) => new TwilioSmsGateway(new Stack(app, id), 'Sms')),
      names: [/^Dev\/SmsFunction\w+$/, /^Prod\/SmsFunction\w+$/],
    },
    {
      name: 'in two stages',
      fill: (app) => ['Dev', 'Prod'].forEach((id) =>
        new TwilioSmsGateway(new Stack(new Stage(app, id), 'Stack'), 'Sms')),
      names: [/^Dev\/Stack\/SmsFunction\w+$/, /^Prod\/Stack\/SmsFunction\w+$/],
    },
    {
      name: 'in a stack and two nested ones',
      fill: (app) => {
        const stack = new Stack(app, 'Outer');
        new TwilioSmsGateway(stack, 'Sms');
        ['A', 'B'].forEach((id) => new TwilioSmsGateway(new NestedStack(stack, id), 'Sms'));
      },
      names: [/^Outer\/SmsFunction\w+$/, /^Outer\/OuterA\w+\/SmsFunction\w+$/, /^Outer\/OuterB\w+\/SmsFunction\w+$/],
    },
    {
      name: 'in one stack',
      fill: (app) => {
        const stack = new Stack(app, 'Both');
        ['A', 'B'].forEach((id) => new TwilioSmsGateway(stack, id));
      },
      names: [/^Both\/AFunction\w+$/, /^Both\/BFunction\w+$/],
    },
  ])('$name', ({ fill, names }) => {
    const assembly = withoutPaths(fill);
    const gateways = findGateways(assembly);

    expect(gateways.map(({ constructPath }) => constructPath))
      .toEqual(names.map((name) => expect.stringMatching(name)));
    gateways.forEach((gateway) => expect(pickGateway(gateways, assembly, gateway.constructPath)).toBe(gateway));
  });

  test('and a logical id that several have picks none of them', () => {
    const assembly = withoutPaths((app) =>
      ['Dev', 'Prod'].forEach((id) => new TwilioSmsGateway(new Stack(app, id), 'Sms')));
    const gateways = findGateways(assembly);

    expect(() => pickGateway(gateways, assembly, gateways[1].logicalId)).toThrow(
      /^Several gateways in .* have the logical id "SmsFunction\w+"\. Choose one of: Dev\/SmsFunction\w+, Prod\/SmsFunction\w+\.$/);
  });
});

test('the code of a stack with LegacyStackSynthesizer is found, in a nested stack too', () => {
  const app = new App({ outdir: temporaryFolder() });
  const stack = new Stack(app, 'Legacy', { synthesizer: new LegacyStackSynthesizer() });
  new TwilioSmsGateway(stack, 'Sms');
  new TwilioSmsGateway(new NestedStack(stack, 'In'), 'Sms');
  const gateways = findGateways(readCloudAssembly(app.synth().directory));

  expect(gateways).toHaveLength(2);
  gateways.forEach(({ elsewhere, taskRoot }) => {
    expect(elsewhere).toBeUndefined();
    expect(fs.existsSync(path.join(taskRoot, 'gateway.cjs'))).toBe(true);
  });
});

test('the first gateway is picked, or the named one', () => {
  const assembly = readCloudAssembly(
    writeAssembly(temporaryFolder(), { code: MIRROR, logicalId: 'One' }, { code: MIRROR, logicalId: 'Two' }),
  );
  const gateways = findGateways(assembly);

  expect(pickGateway(gateways, assembly).logicalId).toBe('One');
  expect(pickGateway(gateways, assembly, 'Two').logicalId).toBe('Two');
  expect(pickGateway(gateways, assembly, 'Stack/TwoConstruct').logicalId).toBe('Two');
  expect(() => pickGateway(gateways, assembly, 'Three')).toThrow(
    `There is no gateway "Three" in ${assembly.directory}. Choose one of: Stack/OneConstruct, Stack/TwoConstruct.`);
});

test('the error of an assembly without a gateway says what to do', () => {
  const assembly = readCloudAssembly(writeAssembly(temporaryFolder()));

  expect(() => pickGateway(findGateways(assembly), assembly)).toThrow(/no TwilioSmsGateway in .*Add one to your app/);
});

test('a gateway whose code is not on this machine does not hide the others', () => {
  const directory = writeAssembly(
    temporaryFolder(),
    { code: MIRROR, logicalId: 'One' },
    { code: MIRROR, logicalId: 'Two' },
  );
  write(
    directory,
    'Stack.assets.json',
    JSON.stringify({
      files: { a: { source: { path: 'asset.Two', packaging: 'zip' }, destinations: { d: { objectKey: 'Two.zip' } } } },
    }),
  );

  expect(findGateways(readCloudAssembly(directory))).toMatchObject([
    { logicalId: 'One', taskRoot: '', elsewhere: expect.stringContaining('One.zip') },
    { logicalId: 'Two', taskRoot: path.join(directory, 'asset.Two') },
  ]);
});
