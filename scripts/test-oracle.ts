/**
 * `npm run test:oracle [-- --seed <number>]`: sends 10,000 random requests to the gateway that were signed by Twilio's
 * helper library for Python, with auth tokens and SharedKeys in turn, and writes the table of docs/verification.md. The
 * other oracle, the library for Node.js, is the suite `differential` of `npm run test:hostile`. Exits with 1 if a
 * request is rejected.
 *
 * The first run installs the library from PyPI into a cache folder of the user's. It needs Python 3.
 */
import { parseArgs } from 'node:util';
import { writeSection } from './verification';
import { number } from '../test/hostile/suite';
import { SEED } from '../test/hostile/suites';
import { genuineByPythonSdk } from '../test/oracle/genuine';
import { PYTHON_SDK } from '../test/oracle/python-sdk';

async function testOracle(seed: number): Promise<void> {
  const started = Date.now();
  const { what, cases, result, failures } = await genuineByPythonSdk({ count: 10_000, seed });
  failures.forEach((failure) => console.log(failure));
  console.log(`${failures.length === 0 ? 'ok  ' : 'FAIL'} ${what}: ${number(cases)}: ${result}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
  if (failures.length > 0 || seed !== SEED) return;
  writeSection('test:oracle', [
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, \`${PYTHON_SDK}\` from PyPI; seed ${seed}; ${((Date.now() - started) / 1000).toFixed(0)} s.`,
    '',
    '| what | cases | result |',
    '|---|---:|---|',
    `| ${what} | ${number(cases)} | ${result} |`,
  ].join('\n'));
}

const { values: { seed } } = parseArgs({ options: { seed: { type: 'string' } } });
testOracle(seed === undefined ? SEED : Number(seed)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
