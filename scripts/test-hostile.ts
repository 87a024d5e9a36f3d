/**
 * Runs the hostile suites (test/hostile) with their full counts and writes the table of docs/verification.md.
 * `--seed <number>` takes other random numbers, `--only <name>` one suite; then nothing is written. Exits with 1 on any
 * failure.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { versionOf, writeSection } from './verification';
import { number, type Row } from '../test/hostile/suite';
import { SEED, SUITES } from '../test/hostile/suites';

interface Outcome {
  readonly rows: readonly Row[];
  readonly seconds: number;
}

const { values: { seed: seedOption, only, child } } = parseArgs({
  options: { seed: { type: 'string' }, only: { type: 'string' }, child: { type: 'string' } },
});
const seed = seedOption === undefined ? SEED : Number(seedOption);

async function runInThisProcess(name: string): Promise<Outcome> {
  const suite = SUITES.find((known) => known.name === name)!;
  const started = Date.now();
  const rows = await suite.run({ count: suite.full, seed });
  return { rows, seconds: (Date.now() - started) / 1000 };
}

function runInChild(name: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const process = fork(__filename, ['--child', name, '--seed', String(seed)], { stdio: ['ignore', 'inherit', 'ignore', 'ipc'] });
    let outcome: Outcome | undefined;
    process.on('message', (message) => (outcome = message as Outcome));
    process.on('exit', (code) => (outcome ? resolve(outcome) : reject(new Error(`${name} ended with ${code} and no result: npm run test:hostile -- --only ${name}`))));
  });
}

function print(name: string, { rows, seconds }: Outcome): void {
  for (const { what, cases, result, failures } of rows) {
    console.log(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${what}: ${number(cases)}: ${result}`);
    failures.forEach((failure) => console.log(`     ${failure}`));
  }
  console.log(`     ${name}: ${seconds.toFixed(1)} s`);
}

function table(outcomes: ReadonlyMap<string, Outcome>, seconds: number): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const lines = SUITES.flatMap(({ name }) => outcomes.get(name)!.rows.map(({ what, cases, result, failures }, i) =>
    `| ${cell(what)} | ${number(cases)} | ${failures.length === 0 ? '' : '**failed**: '}${cell(result)} | ${i === 0 ? `${outcomes.get(name)!.seconds.toFixed(0)} s` : ''} |`));
  const packages = ['twilio', 'fast-check'].map((name) => `${name} ${versionOf(name)}`).join(', ');
  return [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${packages}; seed ${seed} for every suite; ${seconds.toFixed(0)} s in all.`,
    '',
    '| what | cases | result | time |',
    '|---|---:|---|---:|',
    ...lines,
  ].join('\n');
}

async function main(): Promise<void> {
  const names = SUITES.map(({ name }) => name).filter((name) => only === undefined || name === only);
  const started = Date.now();
  const outcomes = new Map<string, Outcome>();
  const waiting = [...names];
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const outcome = await runInChild(name);
      outcomes.set(name, outcome);
      print(name, outcome);
    }
  };
  console.log(`Seed ${seed}`);
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  if (only === undefined) {
    writeSection('test:hostile', table(outcomes, (Date.now() - started) / 1000));
  }
  const failed = [...outcomes.values()].flatMap(({ rows }) => rows).filter(({ failures }) => failures.length > 0);
  console.log(failed.length === 0 ? 'Every suite holds.' : `${failed.length} lines failed.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

if (child === undefined) {
  void main();
} else {
  void runInThisProcess(child).then((outcome) => process.send!(outcome, () => process.disconnect()));
}
