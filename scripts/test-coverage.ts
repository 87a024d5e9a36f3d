/**
 * Measures which branches of what runs in Lambda its tests reach, in this process: src/runtime, the entries included.
 * Writes the figure into docs/verification.md, and exits with 1 where it is less than 100 %. Needs the assets that `npm
 * test` builds.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeSection } from './verification';
import { number } from '../test/hostile/suite';

type Summary = Readonly<Record<'branches' | 'functions' | 'statements', { readonly total: number; readonly covered: number; readonly pct: number }>>;

const ROOT = join(__dirname, '..');
const FOLDER = join('coverage', 'runtime');
/** Tests that add nothing here: they run the code in other processes, or minutes of fake time. */
const ELSEWHERE = [
  'webhook/gateway.test', 'bundles.test', 'phone-number-bundle.test', 'worker/worker.test', 'chaos.test', 'canary.test',
];

const { status } = spawnSync(process.execPath, [
  join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'), 'test/runtime', ...ELSEWHERE.map((name) => `--testPathIgnorePatterns=${name}`),
  '--coverage', '--coverageProvider=babel', '--collectCoverageFrom=src/runtime/**/*.ts', `--coverageDirectory=${FOLDER}`,
  '--coverageReporters=text', '--coverageReporters=json-summary',
], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;

if (status === 0) {
  const { total, ...files } = JSON.parse(readFileSync(join(ROOT, FOLDER, 'coverage-summary.json'), 'utf8')) as Record<string, Summary>;
  const share = ({ covered, total: all }: Summary['branches']) => `${number(covered)} of ${number(all)} branches`;
  const missed = Object.entries(files).filter(([, { branches }]) => branches.covered < branches.total)
    .map(([path, { branches }]) => `\`${relative(join(ROOT, 'src', 'runtime'), path)}\` (${share(branches)})`);
  writeSection('test:coverage', [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}: of \`src/runtime\` ${share(total.branches)} (${total.branches.pct} %),`,
    `${total.functions.pct} % of the functions, ${total.statements.pct} % of the statements.${missed.length === 0 ? '' : ` Not all of ${missed.join(', ')}.`}`,
  ].join('\n'));
  if (missed.length > 0) {
    console.error(`Branches that no test reaches: ${missed.join(', ')}`);
    process.exitCode = 1;
  }
}
