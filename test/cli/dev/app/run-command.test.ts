import { runCommand } from '../../../../src/cli/dev/app/run-command';
import { isRunning } from '../../../local/support';
import { eventually, testContext } from '../../support';

const run = (command: string, context = testContext(), env = process.env) =>
  runCommand(command, { cwd: '/', env, output: context.stdout, stop: context.stop });

test('returns the exit code and passes on the output', async () => {
  const context = testContext();

  expect(await run('pwd; echo "$NAME" >&2; exit 3', context, { ...process.env, NAME: 'value' })).toBe(3);
  expect(context.out()).toBe('/\nvalue\n');
});

test('ends everything that the command started when it is stopped', async () => {
  const context = testContext();
  const running = run(
    'sleep 60 & echo "[$!]"; sh -c "trap : TERM; while :; do sleep 0.1; done" & echo "[$!]"; wait',
    context,
  );
  const pids = await eventually(() => {
    const found = [...context.out().matchAll(/\[(\d+)\]/g)].map(([, pid]) => Number(pid));
    return found.length === 2 && found;
  });
  context.interrupt();

  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  await eventually(() => !pids.some(isRunning));
});

test('starts nothing if it was stopped before', async () => {
  const context = testContext();
  context.interrupt();

  await expect(run('echo started', context)).rejects.toMatchObject({ name: 'AbortError' });
  expect(context.out()).toBe('');
});
