import type { FailedAttempt } from '../page-protocol/page-protocol';

/** The part that failed, for a title. */
export const FAILED: Readonly<Record<FailedAttempt['failed'], string>> = {
  handler: 'Handler failed',
  reply: 'Reply not sent',
  function: 'Function failed',
};

/** For example `Handler failed, attempt 1 of 5: out of beans; retried in 20 s`. */
export function describeAttempt({ failed, number, of, error, retryInSeconds }: FailedAttempt): string {
  const count = of === undefined ? `attempt ${number}` : `attempt ${number} of ${of}`;
  const next = retryInSeconds === undefined ? 'no attempts are left' : `retried in ${retryInSeconds} s`;
  return `${FAILED[failed]}, ${count}: ${error.replace(/[.\s]+$/, '')}; ${next}`;
}
