import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { functionRuntime } from '../../../src/local/function/function-runtime';

const { PATH } = process.env;
afterEach(() => (process.env.PATH = PATH));

test.each([
  { runtime: 'nodejs20.x' },
  { runtime: 'nodejs24.x' },
])('a function of $runtime runs in the Node.js that runs the tools', ({ runtime }) => {
  expect(functionRuntime(runtime, '/tools')).toEqual({
    interpreter: process.execPath,
    hostFile: path.join('/tools', 'function-host.mjs'),
  });
});

test('a function of Python runs in an interpreter that is no shim', () => {
  const { interpreter, hostFile } = functionRuntime('python3.1', '/tools');

  expect(hostFile).toBe(path.join('/tools', 'function-host.py'));
  expect(spawnSync(interpreter, ['-c', 'print(6 * 7)'], { env: {}, encoding: 'utf8' }).stdout.trim()).toBe('42');
});

test('the error of a missing Python names it', () => {
  process.env.PATH = '/nowhere';

  expect(() => functionRuntime('python3.99', '/tools')).toThrow(
    'neither python3.99 nor python3 was found. Install Python',
  );
});

test.each([
  { runtime: 'java21', name: 'of the runtime java21' },
  { runtime: 'dotnet8', name: 'of the runtime dotnet8' },
  { runtime: 'provided.al2023', name: 'of the runtime provided.al2023' },
  { runtime: '', name: 'in a container image' },
])('the error of a function $name names it', ({ runtime, name }) => {
  expect(() => functionRuntime(runtime, '/tools')).toThrow(
    `The local gateway cannot run functions ${name}. It runs Node.js and`,
  );
});
