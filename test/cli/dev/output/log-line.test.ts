import { describeLogLine } from '../../../../src/cli/dev/output/log-line';
import { styleFor } from '../../../../src/cli/terminal/style';

const plain = styleFor({ write: () => undefined }, {});
const INFO = '{"level":"INFO","message":"Replied"}';
const ERROR = '{"level":"ERROR","message":"No secret","remedy":"aws secretsmanager ...","error":{"message":"m","stack":"Error: m\\n  at x"}}';
const REJECTED = '{"level":"ERROR","message":"Rejected","detail":"Secrets Manager did not answer in time"}';

test.each<[name: string, stream: 'stdout' | 'stderr' | 'platform', text: string, isVerbose: boolean, expected: string | undefined]>([
  ['hides JSON lines', 'stdout', INFO, false, undefined],
  ['shows them on request', 'stdout', INFO, true, `          ${INFO}`],
  ['shows errors in words', 'stdout', ERROR, false, ['No secret', 'Error: m', '  at x', 'To fix it: aws secretsmanager ...'].map((line) => `          ${line}`).join('\n')],
  ['shows what a rejection is due to', 'stdout', REJECTED, false, '          Rejected: Secrets Manager did not answer in time'],
  ['shows what a handler prints', 'stdout', 'hello', false, '          hello'],
  ['shows broken JSON as it is', 'stdout', '{broken', false, '          {broken'],
  ['shows what the platform says', 'platform', 'Task timed out', false, '          Task timed out'],
])('%s', (_, stream, text, isVerbose, expected) => {
  expect(describeLogLine({ stream, text }, isVerbose, plain)).toBe(expected);
});
