import * as fs from 'node:fs';
import * as path from 'node:path';
import { CurrentGateway } from '../../../src/local/assembly/current-gateway';
import { loadGateway } from '../../../src/local/assembly/loaded-gateway';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { LocalFunction } from '../../../src/local/function/local-function';
import { MountedCode } from '../../../src/local/function/mounted-code';
import { bundledTools, removeFolders, temporaryFolder, write, writeAssembly } from '../support';

const answer = (text: string) =>
  `export const handler = async () => ${JSON.stringify(text)} + (process.env.SUFFIX ?? '');`;

let toolsDirectory: string;
let directory: string;
let gateway: CurrentGateway;
let fn: LocalFunction;
let reloads: number;

beforeAll(async () => {
  toolsDirectory = await bundledTools();
});

beforeEach(() => {
  reloads = 0;
  directory = writeAssembly(temporaryFolder(), { code: answer('one') });
  gateway = new CurrentGateway(loadGateway({ directory }));
  fn = new LocalFunction({
    source: { directory },
    gateway,
    aws: { endpoint: 'http://127.0.0.1:1', accessKeyId: 'x' },
    code: new MountedCode(),
    toolsDirectory,
    events: new GatewayEvents().on('reloaded', () => reloads++),
  });
});

afterEach(async () => fn.close());
afterAll(removeFolders);

test('the next invocation runs changed code', async () => {
  expect(await fn.invoke('a', {})).toBe('one');
  write(directory, 'asset.Gateway/gateway.mjs', answer('two!'));

  expect(await fn.invoke('b', {})).toBe('two!');
  expect(reloads).toBe(1);
});

test('the next invocation runs with a changed template', async () => {
  expect(await fn.invoke('a', {})).toBe('one');
  writeAssembly(directory, { code: answer('one'), webhookPath: '/new', variables: { SUFFIX: '+' } });

  expect(await fn.invoke('b', {})).toBe('one+');
  expect(gateway.definition.webhookPath).toBe('/new');
});

test('an invocation reports a broken assembly, and a later one recovers', async () => {
  const manifest = path.join(directory, 'manifest.json');
  const text = fs.readFileSync(manifest, 'utf8');
  fs.rmSync(manifest);
  await expect(fn.invoke('a', {})).rejects.toThrow(/no manifest.json/);

  fs.writeFileSync(manifest, text);
  expect(await fn.invoke('b', {})).toBe('one');
});

test('the previous version stays while it is held, and after a reload that fails', async () => {
  expect(await fn.invoke('a', {})).toBe('one'); // it has loaded its code
  fn.hold();
  write(directory, 'asset.Gateway/gateway.mjs', answer('two!'));
  expect(await fn.invoke('a', {})).toBe('one');

  const manifest = path.join(directory, 'manifest.json');
  const text = fs.readFileSync(manifest, 'utf8');
  fs.rmSync(manifest);
  expect(() => fn.reload()).toThrow(/no manifest.json/);
  expect(await fn.invoke('b', {})).toBe('one');

  fs.writeFileSync(manifest, text);
  fn.reload();
  expect(await fn.invoke('c', {})).toBe('two!');
});

test('the function switches to another gateway of the assembly, but not to a missing one', async () => {
  writeAssembly(directory, { code: answer('one') }, { code: answer('other'), logicalId: 'Other2' });
  fn.switchTo('Other2');

  expect(await fn.invoke('a', {})).toBe('other');
  expect(() => fn.switchTo('nowhere')).toThrow(/There is no gateway "nowhere"/);
  expect(await fn.invoke('b', {})).toBe('other');
});

test('a restart starts another process, and a delay starts it later', async () => {
  write(directory, 'asset.Gateway/gateway.mjs', 'export const handler = async () => process.pid;');
  const pid = await fn.invoke('a', {});
  fn.restart();
  fn.delayMillis = 200;
  const started = Date.now();

  expect(await fn.invoke('b', {})).not.toBe(pid);
  expect(Date.now() - started).toBeGreaterThanOrEqual(195);
});
