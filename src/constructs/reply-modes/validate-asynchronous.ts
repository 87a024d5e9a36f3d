import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AsynchronousReplyOptions } from './asynchronous';
import { validateAcknowledgement } from '../validate-text';

/**
 * Each attempt may take six times 15 minutes, the visibility time-out after a worker that was ended: this many take 6.25 days, and as
 * long again for a text that waits behind such a one.
 */
const MAX_ATTEMPTS = 100;
const WHY_NOT_MORE = ': with more, attempts could outlast the 14 days for which SQS keeps a text, and it would be gone without being a dead letter';

/**
 * Checks what can be known at synth; values that are tokens are taken as they are.
 *
 * @throws Error for a worker that could not work
 */
export function validateAsynchronous(scope: Construct, { acknowledgement, timeout, maxAttempts, maxConcurrency }: AsynchronousReplyOptions): void {
  validateAcknowledgement(scope.node.path, acknowledgement);
  if (timeout !== undefined) {
    if (timeout.isUnresolved()) {
      throw new Error(`${scope.node.path}: timeout must be known at synth, since the queue's visibility time-out is six times as long, got a token. Give a Duration of a number.`);
    }
    checkRange(scope, 'timeout', timeout.toSeconds({ integral: false }), 10, 900, ' seconds');
  }
  checkRange(scope, 'maxAttempts', maxAttempts, 5, MAX_ATTEMPTS, '', (maxAttempts ?? 0) > MAX_ATTEMPTS ? WHY_NOT_MORE : '');
  checkRange(scope, 'maxConcurrency', maxConcurrency, 2, 1000);
}

function checkRange(scope: Construct, name: string, value: number | undefined, min: number, max: number, unit = '', why = ''): void {
  if (value === undefined || Token.isUnresolved(value)) { return; }

  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${scope.node.path}: ${name} must be a whole number of ${min} to ${max}${unit}, got ${value}${why}. Choose one in this range, or leave it out.`);
  }
}
