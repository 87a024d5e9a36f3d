import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundledTools, removeFolders, temporaryFolder, write, writeAssembly } from './support';
import { loadGateway } from '../../src/local/loaded-gateway';
import { LocalFunction, secretArn } from '../../src/local/local-function';
import { LocalSecretStore } from '../../src/local/secret-store';

const answer = (text: string) => `export const handler = async () => ${JSON.stringify(text)} + (process.env.SUFFIX ?? '');`;

let hostFile: string;
let directory: string;
let store: LocalSecretStore;
let fn: LocalFunction;

beforeAll(async () => {
  hostFile = path.join(await bundledTools(), 'function-host.mjs');
});

beforeEach(() => {
  directory = writeAssembly(temporaryFolder(), { code: answer('one') });
  const loaded = loadGateway({ directory });
  store = new LocalSecretStore(secretArn(loaded.definition), '0'.repeat(32));
  fn = new LocalFunction({ source: { directory }, loaded, store, aws: { endpoint: 'http://127.0.0.1:1', accessKeyId: 'x' }, hostFile, onLog: () => undefined });
});

afterEach(async () => fn.close());
afterAll(removeFolders);

test('uses changed code from the next invocation on', async () => {
  expect(await fn.invoke('a', {})).toBe('one');
  write(directory, 'asset.Gateway/gateway.mjs', answer('two!'));

  expect(await fn.invoke('b', {})).toBe('two!');
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
