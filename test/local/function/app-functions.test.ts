import * as path from 'node:path';
import { CloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { FunctionLogLine } from '../../../src/local/events/function-log-line';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { AppFunctions } from '../../../src/local/function/app-functions';
import { MountedCode } from '../../../src/local/function/mounted-code';
import { eventually } from '../../cli/support';
import { bundledTools, isRunning, removeFolders, temporaryFolder, write } from '../support';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:Fn';

let log: FunctionLogLine[];
const gateway = {} as { assembly: CloudAssembly };
let functions: AppFunctions;

function synthesized(asset: string, code: string): CloudAssembly {
  const directory = temporaryFolder();
  write(directory, `${asset}/index.mjs`, code);
  const template = {
    Resources: {
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Key: 'fn.zip' }, Runtime: 'nodejs24.x', Handler: 'index.handler' },
      },
    },
  };
  return {
    directory,
    files: [],
    templates: [
      {
        stackName: 'Stack',
        name: 'Stack',
        deployment: { stackName: 'Stack' },
        template,
        assets: new Map([['fn.zip', path.join(directory, asset)]]),
      },
    ],
  };
}

beforeAll(async () => {
  const toolsDirectory = await bundledTools();
  log = [];
  functions = new AppFunctions({
    gateway,
    aws: { endpoint: 'http://127.0.0.1:9', accessKeyId: 'LOCALKEY' },
    code: new MountedCode(),
    toolsDirectory,
    events: new GatewayEvents().on('log', (line) => log.push(line)),
  });
});
afterAll(removeFolders);

test('a function runs with the emulators, as the invocation that called it', async () => {
  gateway.assembly = synthesized(
    'one',
    'export const handler = async (event) => { console.log("hi"); return [event, process.env.AWS_ENDPOINT_URL, process.pid]; };',
  );

  const [event, endpoint] = await functions.invoke(ARN, 'request-1', { a: 1 }) as unknown[];

  expect([event, endpoint]).toEqual([{ a: 1 }, 'http://127.0.0.1:9']);
  await eventually(() => log.length > 0); // lines come by another way than answers
  expect(log).toContainEqual({ stream: 'stdout', text: 'hi', requestId: 'request-1' });
});

test('a function keeps its process until the app is synthesized again', async () => {
  const [, , first] = await functions.invoke(ARN, 'request-2', {}) as number[];
  const [, , second] = await functions.invoke(ARN, 'request-3', {}) as number[];
  expect(second).toBe(first);

  gateway.assembly = synthesized('two', 'export const handler = async () => process.pid;');
  const pid = await functions.invoke(ARN, 'request-4', {}) as number;
  expect(pid).not.toBe(first);

  await functions.close();
  expect([first, pid].filter(isRunning)).toEqual([]);
});
