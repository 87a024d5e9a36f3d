import { UsageError } from '../../../src/cli/terminal/context';
import { requireTerminal, terminalPrompts } from '../../../src/cli/terminal/prompts';

// What is asked on a terminal, and that the token is not shown, is tested with a real one: test/emulated/connect.emulated.ts.

test('asks nothing where nobody sits at a terminal', () => {
  const prompts = { ...terminalPrompts(new AbortController().signal), isInteractive: false };

  expect(() => requireTerminal(prompts, 'Add --yes.')).toThrow(new UsageError('Add --yes.'));
});

test('asks where somebody does', () => {
  expect(() => requireTerminal({ ...terminalPrompts(new AbortController().signal), isInteractive: true }, 'Add --yes.')).not.toThrow();
});
