import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from './support/paths';

const EXAMPLES = path.join(ROOT, 'examples');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');

const sources = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/cdk\.out|node_modules/.test(file))
  .map((file) => readFileSync(path.join(EXAMPLES, file), 'utf8'));
const fences = [...README.matchAll(/```mts\n([^]*?)```/g)].map(([, code]) => [code.split('\n')[0], code]);

// Rosetta compiles the `ts` fences. It leaves `mts` alone, since it does not know `export default`: that is code of the
// examples, which are compiled and run.
test.each(fences)('what begins with %s is code of an example', (_, code) => {
  expect(sources.filter((source) => source.includes(code))).not.toEqual([]);
});

test('the reply of examples/custom-reply is shown as a whole', () => {
  expect(fences.map(([, code]) => code)).toContain(readFileSync(path.join(EXAMPLES, 'custom-reply', 'reply.ts'), 'utf8'));
});
