import { testContext } from './support';
import { runCli } from '../../src/cli/program';

// What runs a command loads it by a dynamic import, which jest's CommonJS cannot do: main.test.ts runs the bundle.

test.each([
  { args: ['--help'], text: 'Usage: cdk-twilio-sms-gateway' },
  { args: ['dev', '--help'], text: 'Examples:' },
  { args: ['dev', '--help'], text: ' dev --public-url https://' },
  { args: ['dev', '--help'], text: ' dev --use-aws\n' },
  { args: ['--version'], text: '.' },
])('$args is answered', async ({ args, text }) => {
  const context = testContext();

  expect(await runCli(args, context)).toBe(0);
  expect(context.out()).toContain(text);
});

test.each<{ readonly args: string[]; readonly env: Record<string, string>; readonly message: string }>([
  { args: [], env: {}, message: 'Usage:' },
  { args: ['unknown'], env: {}, message: "unknown command 'unknown'" },
  { args: ['dev', '--unknown'], env: {}, message: "unknown option '--unknown'" },
  { args: ['dev', '--port', 'abc'], env: {}, message: 'Expected a port from 0 to 65535.' },
  { args: ['dev', '--port', '70000'], env: {}, message: 'Expected a port from 0 to 65535.' },
  { args: ['dev', 'one', 'two'], env: {}, message: 'too many arguments' },
  { args: ['dev'], env: { PORT: 'x' }, message: 'PORT is "x". Expected a port from 0 to 65535.' },
])('$args is rejected with exit code 2', async ({ args, env, message }) => {
  const context = testContext({ env });

  expect(await runCli(args, context)).toBe(2);
  expect(context.err()).toContain(message);
});
