/**
 * `npm run test:browser [part of a file's name]`: the tests of the phone page, in Debian's Chromium, which is installed
 * if it is missing and this is Debian. CHROMIUM names another one.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const FOLDER = path.join(ROOT, 'test/browser');

function testBrowser(pattern: string): number {
  const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (!fs.existsSync(chromium)) install(chromium);
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith('.browser.ts') && file.includes(pattern)).map((file) => path.join(FOLDER, file));
  if (files.length === 0) throw new Error(`There is no test/browser/*${pattern}*.browser.ts.`);
  // One after the other: some of them measure.
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-concurrency=1', '--test-reporter=spec', ...files], { cwd: ROOT, stdio: 'inherit' });
  return status ?? 1;
}

function install(chromium: string): void {
  const run = (command: string) => spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0;
  if (fs.existsSync('/usr/bin/apt-get') && run('apt-get update -qq && apt-get install -y -qq chromium >/dev/null') && fs.existsSync(chromium)) return;
  throw new Error(`There is no Chromium at ${chromium}. Install Debian's package chromium, or name one: CHROMIUM=/path/to/chrome.`);
}

try {
  process.exitCode = testBrowser(process.argv[2] ?? '');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
