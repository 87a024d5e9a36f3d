import { testContext } from './support';
import { runCli } from '../../src/cli/program';

// What runs a command loads it by a dynamic import, which jest's CommonJS cannot do: main.test.ts runs the bundle.

test.each([[['--help'], 'Usage: cdk-twilio-sms-gateway'], [['dev', '--help'], 'Examples:'], [['dev', '--help'], ' dev --public-url https://'], [['dev', '--help'], ' dev --use-aws\n'], [['--version'], '.']])('%j is answered', async (args, text) => {
  const context = testContext();

  expect(await runCli(args, context)).toBe(0);
  expect(context.out()).toContain(text);
});

test.each<[args: string[], env: Record<string, string>, message: string]>([
  [[], {}, 'Usage:'],
  [['unknown'], {}, "unknown command 'unknown'"],
  [['dev', '--unknown'], {}, "unknown option '--unknown'"],
  [['dev', '--port', 'abc'], {}, 'Expected a port from 0 to 65535.'],
  [['dev', '--port', '70000'], {}, 'Expected a port from 0 to 65535.'],
  [['dev', 'one', 'two'], {}, 'too many arguments'],
  [['dev'], { PORT: 'x' }, 'PORT is "x". Expected a port from 0 to 65535.'],
])('%j is rejected with exit code 2', async (args, env, message) => {
  const context = testContext({ env });

  expect(await runCli(args, context)).toBe(2);
  expect(context.err()).toContain(message);
});
