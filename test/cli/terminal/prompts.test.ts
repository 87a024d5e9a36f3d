import { UsageError } from '../../../src/cli/terminal/context';
import { requireTerminal, terminalPrompts } from '../../../src/cli/terminal/prompts';

// The questions on a real terminal, which does not show the token, are tested in test/emulated/connect.emulated.ts.

test('a question without a terminal is a usage error', () => {
  const prompts = { ...terminalPrompts(new AbortController().signal), isInteractive: false };

  expect(() => requireTerminal(prompts, 'Add --yes.')).toThrow(new UsageError('Add --yes.'));
});

test('a question on a terminal is no error', () => {
  expect(() =>
    requireTerminal({ ...terminalPrompts(new AbortController().signal), isInteractive: true }, 'Add --yes.'),
  ).not.toThrow();
});
