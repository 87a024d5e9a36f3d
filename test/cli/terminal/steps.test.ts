import { stepsOn } from '../../../src/cli/terminal/steps';

function steps(isTTY: boolean) {
  const written: string[] = [];
  const controller = new AbortController();
  return { written, controller, steps: stepsOn({ stdout: { isTTY, write: (text) => written.push(text) }, env: { NO_COLOR: '1' }, stop: controller.signal }) };
}

test('names are in a column, and further lines below the text', () => {
  const { written, steps: { done, failed, note } } = steps(false);
  done('Secret', 'one\ntwo');
  failed('Number', 'none');
  note('Log', 'some');

  expect(written.join('')).toBe('✓ Secret           one\n                   two\n✗ Number           none\n! Log              some\n');
});

test('says what is going on only on a terminal, and wipes it away', async () => {
  const [terminal, file] = [steps(true), steps(false)];
  for (const { steps: { during } } of [terminal, file]) expect(await during('Reading', async () => 'read')).toBe('read');

  expect(terminal.written).toEqual(['… Reading', '\r\x1b[2K']);
  expect(file.written).toEqual([]);
});

test('Ctrl-C ends what would go on, and nothing begins after it', async () => {
  const { controller, steps: { during } } = steps(false);
  const work = during('Waiting', () => new Promise<void>(() => {}));
  controller.abort();

  await expect(work).rejects.toBe(controller.signal.reason);
  const never = jest.fn();
  await expect(during('Writing', never)).rejects.toThrow();
  expect(never).not.toHaveBeenCalled();
});
