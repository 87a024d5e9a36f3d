import * as path from 'node:path';
import { readCloudAssembly } from '../../../src/local/assembly/cloud-assembly';
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

test('a gateway of an app without paths has its logical id as path', () => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR, metadata: { 'aws:cdk:path': undefined } });

  expect(findGateways(readCloudAssembly(directory))).toMatchObject([{ constructPath: 'Gateway' }]);
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
