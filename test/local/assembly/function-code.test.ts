import { AssemblyTemplate } from '../../../src/local/assembly/cloud-assembly';
import { codeOf, layersOf } from '../../../src/local/assembly/function-code';

const LAYER = (key: string) => ({
  Type: 'AWS::Lambda::LayerVersion',
  Properties: { Content: { S3Bucket: 'assets', S3Key: key } },
});

const source: AssemblyTemplate = {
  stackName: 'Stack',
  name: 'Stack',
  deployment: { stackName: 'Stack' },
  template: {
    Resources: {
      First: LAYER('folder.zip'),
      Second: LAYER('archive.zip'),
      Uploaded: LAYER('elsewhere.zip'),
      Fn: { Type: 'AWS::Lambda::Function' },
    },
  },
  assets: new Map([
    ['folder.zip', '/out/asset.folder'],
    ['archive.zip', '/out/asset.archive.zip'],
  ]),
};

test.each([
  { name: 'a folder', code: { S3Key: 'folder.zip' }, expected: { taskRoot: '/out/asset.folder' } },
  { name: 'an archive', code: { S3Key: 'archive.zip' }, expected: { taskRoot: '/out/asset.archive.zip' } },
  { name: 'in the template', code: { ZipFile: 'code' }, expected: { taskRoot: '', inlineCode: 'code' } },
  {
    name: 'in S3',
    code: { S3Bucket: 'mine', S3Key: 'my.zip' },
    expected: { taskRoot: '', elsewhere: 'the object my.zip of the bucket mine in S3' },
  },
  {
    name: 'an image',
    code: { ImageUri: 'mine:latest' },
    expected: { taskRoot: '', elsewhere: 'the container image mine:latest' },
  },
])('the code of a function that is $name is found or named', ({ code, expected }) => {
  expect(codeOf(source, code)).toEqual(expected);
});

test('layers are found in their order, and missing ones are named as in the template', () => {
  const arn = 'arn:aws:lambda:us-east-1:017000801446:layer:Powertools:1';

  expect(
    layersOf(source, [
      { Ref: 'Second' },
      arn,
      { Ref: 'First' },
      { Ref: 'Uploaded' },
      { 'Fn::ImportValue': 'other' },
      { Ref: 'Fn' },
    ]),
  ).toEqual({
    layers: ['/out/asset.archive.zip', '/out/asset.folder'],
    missingLayers: [arn, '{"Ref":"Uploaded"}', '{"Fn::ImportValue":"other"}', '{"Ref":"Fn"}'],
  });
  expect(layersOf(source, undefined)).toEqual({ layers: [], missingLayers: [] });
});
