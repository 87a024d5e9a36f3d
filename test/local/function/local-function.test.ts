import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadGateway } from '../../../src/local/assembly/loaded-gateway';
import { LocalFunction, secretArn } from '../../../src/local/function/local-function';
import { MountedCode } from '../../../src/local/function/mounted-code';
import { LocalSecret } from '../../../src/local/emulators/local-secret';
import { bundledTools, removeFolders, temporaryFolder, write, writeAssembly } from '../support';

const answer = (text: string) => `export const handler = async () => ${JSON.stringify(text)} + (process.env.SUFFIX ?? '');`;

let toolsDirectory: string;
let directory: string;
let store: LocalSecret;
let fn: LocalFunction;
let reloads: number;

beforeAll(async () => {
  toolsDirectory = await bundledTools();
});

beforeEach(() => {
  reloads = 0;
  directory = writeAssembly(temporaryFolder(), { code: answer('one') });
  const loaded = loadGateway({ directory });
  store = new LocalSecret(secretArn(loaded.definition), '0'.repeat(32));
  fn = new LocalFunction({
    source: { directory },
    loaded,
    store,
    aws: { endpoint: 'http://127.0.0.1:1', accessKeyId: 'x' },
    code: new MountedCode(),
    toolsDirectory,
    onLog: () => undefined,
    onReload: () => reloads++,
  });
});

afterEach(async () => fn.close());
afterAll(removeFolders);

test('uses changed code from the next invocation on', async () => {
  expect(await fn.invoke('a', {})).toBe('one');
  write(directory, 'asset.Gateway/gateway.mjs', answer('two!'));

  expect(await fn.invoke('b', {})).toBe('two!');
  expect(reloads).toBe(1);
});

test('uses a changed template, and the secret by its new name', async () => {
  expect(await fn.invoke('a', {})).toBe('one');
  writeAssembly(directory, { code: answer('one'), webhookPath: '/new', variables: { SUFFIX: '+', TWILIO_GATEWAY_SECRET_ARN: 'arn:mine' } });

  expect(await fn.invoke('b', {})).toBe('one+');
  expect(fn.definition.webhookPath).toBe('/new');
  expect(store.find('arn:mine', 'AWSCURRENT')).toBeDefined();
});

test('reports an assembly that is broken, and recovers', async () => {
  const manifest = path.join(directory, 'manifest.json');
  const text = fs.readFileSync(manifest, 'utf8');
  fs.rmSync(manifest);
  await expect(fn.invoke('a', {})).rejects.toThrow(/no manifest.json/);

  fs.writeFileSync(manifest, text);
  expect(await fn.invoke('b', {})).toBe('one');
});

test('goes on with what it has while it is held, and after a reload that fails', async () => {
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

test('switches to another gateway of the assembly, and stays where there is none', async () => {
  writeAssembly(directory, { code: answer('one') }, { code: answer('other'), logicalId: 'Other2' });
  fn.switchTo('Other2');

  expect(await fn.invoke('a', {})).toBe('other');
  expect(() => fn.switchTo('nowhere')).toThrow(/There is no gateway "nowhere"/);
  expect(await fn.invoke('b', {})).toBe('other');
});

test('starts anew when it is restarted, and late when it is delayed', async () => {
  write(directory, 'asset.Gateway/gateway.mjs', 'export const handler = async () => process.pid;');
  const pid = await fn.invoke('a', {});
  fn.restart();
  fn.delayMillis = 200;
  const started = Date.now();

  expect(await fn.invoke('b', {})).not.toBe(pid);
  expect(Date.now() - started).toBeGreaterThanOrEqual(195);
});
