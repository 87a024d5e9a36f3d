/**
 * `npm run test:deployed [part of a file's name]`: deploys with the CDK CLI to an emulator of AWS that runs what was
 * deployed, and sends messages to it. Each file gets an emulator of its own, on a free port of loopback.
 *
 * The first run installs the emulator (it needs Python 3) and Node.js 24 into a cache folder of the user's. TEST_NAME
 * selects tests by a pattern, and KEEP_DEPLOYED=1 keeps the folder with the emulator's log. A full run writes its table
 * into docs/verification.md.
 */
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { versionOf, writeSection } from './verification';
import { startEmulator } from '../test/deployed/emulator';
import { install, type Installation, MINISTACK } from '../test/deployed/installation';
import { readResults, type Result } from '../test/deployed/results';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'test/deployed');

async function testDeployed(pattern: string): Promise<boolean> {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.deployed.ts') && file.includes(pattern)).sort();
  if (files.length === 0) throw new Error(`There is no test/deployed/*${pattern}*.deployed.ts.`);
  const installation = install();
  const started = Date.now();
  const results: string[] = [];
  const rows: Result[] = [];
  for (const file of files) {
    const fileStarted = Date.now();
    const passed = await testFile(installation, path.join(FOLDER, file), rows);
    results.push(`${passed ? 'passed' : 'FAILED'}  ${file} (${seconds(fileStarted)} s)`);
  }
  console.log(`\n${results.map((result) => `  ${result}`).join('\n')}\n  ${seconds(started)} s in all`);
  const allPassed = results.every((result) => result.startsWith('passed'));
  if (allPassed && pattern === '' && only.length === 0) writeSection('test:deployed', section(rows, seconds(started)));
  return allPassed;
}

function seconds(started: number): string {
  return ((Date.now() - started) / 1000).toFixed(0);
}

function section(rows: readonly Result[], duration: string): string {
  return [
    `${new Date().toISOString().slice(0, 10)}, \`${MINISTACK}\`, AWS CDK CLI ${versionOf('aws-cdk')}; ${duration} s.`,
    '',
    '| example or shape | deployed in | messages sent to its URL | right |',
    '|---|---:|---:|---|',
    ...rows.map((row) => `| ${row.name} | ${row.seconds.toFixed(1)} s | ${row.messages} | ${row.right} |`),
  ].join('\n');
}

async function testFile(installation: Installation, file: string, rows: Result[]): Promise<boolean> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deployed-'));
  try {
    const emulator = await startEmulator(installation, folder);
    try {
      return await runTests(file, { ...emulator.env, DEPLOYED_FOLDER: folder }) === 0;
    } finally {
      await emulator.close();
      rows.push(...readResults(folder));
    }
  } finally {
    if (process.env.KEEP_DEPLOYED === undefined) fs.rmSync(folder, { recursive: true, force: true });
    else console.log(`Kept: ${folder}`);
  }
}

/** Part of the names of the tests that run. */
const only = process.env.TEST_NAME ? [`--test-name-pattern=${process.env.TEST_NAME}`] : [];

async function runTests(file: string, env: NodeJS.ProcessEnv): Promise<number | null> {
  const args = ['--import', 'tsx', '--test', '--test-reporter=spec', ...only, file];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve) => child.once('exit', resolve));
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
testDeployed(process.argv[2] ?? '').then((passed) => (process.exitCode = passed ? 0 : 1), (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
