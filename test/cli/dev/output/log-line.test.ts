import { describeLogLine } from '../../../../src/cli/dev/output/log-line';
import { styleFor } from '../../../../src/cli/terminal/style';

const plain = styleFor({ write: () => undefined }, {});
const INFO = '{"level":"INFO","message":"Replied"}';
const ERROR = '{"level":"ERROR","message":"No secret","remedy":"aws secretsmanager ...","error":{"message":"m","stack":"Error: m\\n  at x"}}';
const REJECTED = '{"level":"ERROR","message":"Rejected","detail":"Secrets Manager did not answer in time"}';

test.each<{
  readonly name: string;
  readonly stream: 'stdout' | 'stderr' | 'platform';
  readonly text: string;
  readonly isVerbose: boolean;
  readonly expected: string | undefined;
}>([
  { name: 'hides JSON lines', stream: 'stdout', text: INFO, isVerbose: false, expected: undefined },
  { name: 'shows them on request', stream: 'stdout', text: INFO, isVerbose: true, expected: `          ${INFO}` },
  {
    name: 'shows errors in words',
    stream: 'stdout',
    text: ERROR,
    isVerbose: false,
    expected: ['No secret', 'Error: m', '  at x', 'To fix it: aws secretsmanager ...']
      .map((line) => `          ${line}`)
      .join('\n'),
  },
  {
    name: 'shows the detail of a rejection',
    stream: 'stdout',
    text: REJECTED,
    isVerbose: false,
    expected: '          Rejected: Secrets Manager did not answer in time',
  },
  {
    name: 'shows output of a handler',
    stream: 'stdout',
    text: 'hello',
    isVerbose: false,
    expected: '          hello',
  },
  {
    name: 'shows broken JSON unchanged',
    stream: 'stdout',
    text: '{broken',
    isVerbose: false,
    expected: '          {broken',
  },
  {
    name: 'shows lines of the platform',
    stream: 'platform',
    text: 'Task timed out',
    isVerbose: false,
    expected: '          Task timed out',
  },
])('the terminal $name', ({ stream, text, isVerbose, expected }) => {
  expect(describeLogLine({ stream, text }, isVerbose, plain)).toBe(expected);
});
