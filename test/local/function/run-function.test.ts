import { FunctionDefinition } from '../../../src/local/assembly/function-definition';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { MountedCode } from '../../../src/local/function/mounted-code';
import { runFunction, RunFunctionProps } from '../../../src/local/function/run-function';
import { bundledTools, removeFolders, temporaryFolder, write } from '../support';

const code = new MountedCode();
const said: string[] = [];
let props: RunFunctionProps;
beforeAll(async () => {
  props = {
    aws: { endpoint: 'http://127.0.0.1:1', accessKeyId: 'x' },
    code,
    toolsDirectory: await bundledTools(),
    events: new GatewayEvents().on('log', ({ text }) => said.push(text)),
  };
});
afterAll(() => {
  code.close();
  removeFolders();
});

const definition: FunctionDefinition = {
  stackName: 'Stack',
  appWideId: 'Stack/Fn',
  logicalId: 'Fn',
  runtime: 'nodejs24.x',
  handler: '/opt/index.handler',
  timeoutSeconds: 3,
  memorySize: 128,
  taskRoot: '',
  inlineCode: 'module.exports = process.env.WORD;',
  layers: [],
  missingLayers: ['arn:other'],
  environment: { MODULE: '/var/task/index.js', WORD: 'Hi' },
  deployTimeVariables: [],
};

test('a function runs with its handler, layers and code, and the log names missing layers', async () => {
  const layer = temporaryFolder();
  write(layer, 'index.mjs', 'export const handler = async () => (await import(process.env.MODULE)).default;');
  const pool = runFunction({ ...definition, layers: [layer] }, props);

  expect(await pool.invoke('a', {})).toBe('Hi');
  await pool.close();
  expect(said).toEqual(['The function Fn runs without its layer arn:other, which is not on this machine.']);
});

test.each([
  {
    name: 'in another language',
    changes: { runtime: 'java21' },
    message: 'cannot run functions of the runtime java21',
  },
  {
    name: 'whose code is not here',
    changes: { elsewhere: 'in S3' },
    message: 'is in S3, not on this machine, so the function cannot run here',
  },
])('a function $name is rejected', ({ changes, message }) => {
  expect(() => runFunction({ ...definition, ...changes }, props)).toThrow(message);
});
