import { withEscapeSequences } from '../../../src/cli/terminal/style';
import { taskList } from '../../../src/cli/terminal/task-list';

function tasksOn(isTTY: boolean) {
  const written: string[] = [];
  const controller = new AbortController();
  return {
    written,
    controller,
    tasks: taskList({
      stdout: { isTTY, write: (text) => written.push(withEscapeSequences(text)) },
      env: { NO_COLOR: '1' },
      stop: controller.signal,
    }),
  };
}

test('names are in a column, and further lines below the text', () => {
  const { written, tasks: { succeed, fail, info } } = tasksOn(false);
  succeed('Secret', 'one\ntwo');
  fail('Number', 'none');
  info('Log', 'some');

  expect(written.join('')).toBe(
    '✓ Secret           one\n                   two\n✗ Number           none\n! Log              some\n',
  );
});

test('a name or a text of somebody else cannot add a line that looks like one of ours', () => {
  const { written, tasks: { succeed, print } } = tasksOn(false);
  succeed('Service\n✓ Forged', 'text\n✓ Log              forged');
  print('  Service\n✓ Forged', '✗ reply\r\n✓ Forged');

  expect(written.join('')).toBe([
    '✓ Service\\n✓ Forged text',
    '                   ✓ Log              forged',
    '  Service\\n✓ Forged',
    '✗ reply\\n✓ Forged',
    '',
  ].join('\n'));
});

test('only a terminal shows the activity, and it is wiped away', async () => {
  const [terminal, file] = [tasksOn(true), tasksOn(false)];
  for (const { tasks: { start } } of [terminal, file]) expect(await start('Reading', async () => 'read')).toBe('read');

  expect(terminal.written).toEqual(['… Reading', '\r\x1b[2K']);
  expect(file.written).toEqual([]);
});

test('Ctrl-C ends the wait for a task, and no task begins after it', async () => {
  const { controller, tasks: { start } } = tasksOn(false);
  const work = start('Waiting', () => new Promise<void>(() => {}));
  controller.abort();

  await expect(work).rejects.toBe(controller.signal.reason);
  const never = jest.fn();
  await expect(start('Writing', never)).rejects.toThrow();
  expect(never).not.toHaveBeenCalled();
});
