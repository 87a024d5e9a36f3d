/**
 * Changes the verifier, the URL builder, the key ring and the schema in every way that Stryker knows, runs their tests
 * against each change, and writes into docs/verification.md how many are noticed. Exits with 1 below the threshold of
 * test/hostile/stryker.config.json. `--file <name>` does one file, such as `key-ring`; then nothing is written.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { versionOf, writeSection } from './verification';
import { number } from '../test/hostile/suite';

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: ReadonlyArray<{ readonly status: string }> }>>;
}

const ROOT = join(__dirname, '..');
const CONFIG = 'test/hostile/stryker.config.json';
const REPORT = join(ROOT, 'coverage', 'mutation.json');

const { values: { file } } = parseArgs({ options: { file: { type: 'string' } } });

function row(name: string, mutants: Report['files'][string]['mutants']): string {
  const count = (...statuses: readonly string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const killed = count('Killed', 'Timeout');
  const survived = count('Survived', 'NoCoverage');
  return `| ${name} | ${number(killed + survived)} | ${number(killed)} | ${number(survived)} | ${(100 * killed / (killed + survived)).toFixed(1)} % |`;
}

function table(seconds: number): string {
  const { files } = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
  const { mutate } = JSON.parse(readFileSync(join(ROOT, CONFIG), 'utf8')) as { mutate: readonly string[] };
  return [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, Stryker ${versionOf('@stryker-mutator/core')}; ${seconds.toFixed(0)} s.`,
    '',
    '| file | changes | noticed | not noticed | score |',
    '|---|---:|---:|---:|---:|',
    ...mutate.map((path) => row(`\`${basename(path)}\``, files[path].mutants)),
    row('all', mutate.flatMap((path) => files[path].mutants)),
  ].join('\n');
}

const started = Date.now();
const stryker = join(ROOT, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const only = file === undefined ? [] : ['--mutate', `src/runtime/${file}.ts`];
const { status } = spawnSync(process.execPath, [stryker, 'run', CONFIG, ...only], { cwd: ROOT, stdio: 'inherit' });
if (status === 0 && file === undefined) {
  writeSection('test:mutation', table((Date.now() - started) / 1000));
}
process.exitCode = status ?? 1;
