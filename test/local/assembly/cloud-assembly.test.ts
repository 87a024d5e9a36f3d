import * as path from 'node:path';
import { readCloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from '../support';

afterAll(removeFolders);

test('the stacks of an assembly are read with their assets', () => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR });
  const { templates, files } = readCloudAssembly(directory);

  expect(templates.map(({ stackName }) => stackName)).toEqual(['Stack']);
  expect(templates[0].assets.get('Gateway.zip')).toBe(path.join(directory, 'asset.Gateway'));
  expect(files.map((file) => path.basename(file))).toEqual([
    'manifest.json',
    'Stack.assets.json',
    'Stack.template.json',
  ]);
});

test('the stacks of stages are read with their display names', () => {
  const directory = temporaryFolder();
  write(directory, 'manifest.json', JSON.stringify({
    artifacts: { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } },
  }));
  write(
    directory,
    'assembly-Prod/manifest.json',
    JSON.stringify({
      artifacts: {
        ProdStack: {
          type: 'aws:cloudformation:stack',
          displayName: 'Prod/Stack',
          properties: { templateFile: 'ProdStack.template.json' },
        },
      },
    }),
  );
  write(directory, 'assembly-Prod/ProdStack.template.json', '{"Resources":{}}');

  expect(readCloudAssembly(directory).templates).toMatchObject([
    { stackName: 'Prod/Stack', template: { Resources: {} } },
  ]);
});

test.each([
  { artifact: {}, deployment: { stackName: 'Id' } },
  { artifact: { environment: 'aws://unknown-account/unknown-region' }, deployment: { stackName: 'Id' } },
  {
    artifact: { environment: 'aws://123456789012/eu-west-1', properties: { stackName: 'Named' } },
    deployment: { stackName: 'Named', region: 'eu-west-1' },
  },
])('the place of a stack is known from $artifact', ({ artifact, deployment }) => {
  const directory = temporaryFolder();
  const { properties, ...more } = artifact as { properties?: object };
  write(directory, 'Id.template.json', '{}');
  write(
    directory,
    'manifest.json',
    JSON.stringify({
      artifacts: {
        Id: {
          type: 'aws:cloudformation:stack',
          displayName: 'Prod/Id',
          properties: { templateFile: 'Id.template.json', ...properties },
          ...more,
        },
      },
    }),
  );

  expect(readCloudAssembly(directory).templates[0].deployment).toEqual(deployment);
});

test('nested stacks are read from the assets of their parent', () => {
  const directory = writeAssembly(temporaryFolder());
  write(directory, 'StackNested.nested.template.json', '{"Resources":{"Inner":{"Type":"AWS::SNS::Topic"}}}');
  write(
    directory,
    'Stack.assets.json',
    JSON.stringify({
      files: {
        n: {
          source: { path: 'StackNested.nested.template.json', packaging: 'file' },
          destinations: { d: { objectKey: 'n.json' } },
        },
      },
    }),
  );

  expect(readCloudAssembly(directory).templates.map(({ template }) => Object.keys(template.Resources!))).toEqual([
    ['Secret', 'Other'],
    ['Inner'],
  ]);
});

test('the error of a missing file names it and says what to do', () => {
  expect(() => readCloudAssembly('/no/such/folder')).toThrow(/no cloud assembly at \/no\/such\/folder.*cdk synth/);
  expect(() => readCloudAssembly(temporaryFolder())).toThrow(/not a cloud assembly: it has no manifest.json.*cdk.out/);

  const broken = writeAssembly(temporaryFolder());
  write(broken, 'Stack.template.json', '{');
  expect(() => readCloudAssembly(broken)).toThrow(/Stack.template.json cannot be read as JSON.*cdk synth/);
});
