import { watchWarning } from '../../../../src/cli/dev/app/follow-app';

// What happens when a file changes is in test/cli/dev/dev.test.ts, and what is noticed in watch-sources.test.ts.

test.each([
  {
    code: 'ENOSPC',
    message: 'ENOSPC: no space left',
    remedy: /^Exclude folders with "watch" in cdk\.json, or raise the system's limit/,
  },
  { code: 'EMFILE', message: 'EMFILE: too many open files', remedy: /^Exclude folders/ },
  { code: 'EIO', message: 'EIO: i/o error', remedy: /^Restart this command after a change there/ },
  { code: undefined, message: 'unknown', remedy: /^Restart/ },
])('$message: says what may go unnoticed, and what to do', ({ code, message, remedy }) => {
  const [words, advice] = watchWarning({ name: 'Error', code, message }).split(/(?<=unnoticed\.) /);

  expect(words).toBe(`Some files cannot be watched (${code ?? message}), so that a change of one may go unnoticed.`);
  expect(advice).toMatch(remedy);
});
