import { CloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { findFunction } from '../../../src/local/assembly/function-definition';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Fn';

function assembly(properties: Record<string, unknown> = {}): CloudAssembly {
  const template = {
    Resources: {
      Other: { Type: 'AWS::SQS::Queue' },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: 'fn.zip' }, ...properties } },
    },
  };
  return {
    directory: '/out',
    files: [],
    templates: [
      {
        stackName: 'Stack',
        name: 'Stack',
        deployment: { stackName: 'Stack' },
        template,
        assets: new Map([['fn.zip', '/out/asset.fn']]),
      },
    ],
  };
}

test.each([
  { functionArn: ARN },
  { functionArn: `${ARN}:live` },
  { functionArn: `${ARN}:1` },
])('a function is found by $functionArn', ({ functionArn }) => {
  const found = findFunction(
    assembly({
      Runtime: 'python3.13',
      Handler: 'a.b',
      Timeout: 7,
      Environment: { Variables: { A: { Ref: 'Fn' }, B: 5 } },
    }),
    functionArn,
  );

  expect(found).toEqual({
    stackName: 'Stack',
    appWideId: 'Stack/Fn',
    logicalId: 'Fn',
    runtime: 'python3.13',
    handler: 'a.b',
    timeoutSeconds: 7,
    memorySize: 128,
    taskRoot: '/out/asset.fn',
    layers: [],
    missingLayers: [],
    environment: { A: 'Fn', B: '5' },
    deployTimeVariables: ['A'],
  });
});

test("a template without settings gets Lambda's defaults", () => {
  expect(findFunction(assembly(), ARN)).toMatchObject({
    runtime: '',
    handler: '',
    timeoutSeconds: 3,
    memorySize: 128,
    environment: {},
  });
});

test('the error of a missing function names it', () => {
  expect(() => findFunction(assembly(), `${ARN}2`)).toThrow("cannot run here: it is in none of the app's stacks");
});
