import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AsynchronousReplyOptions } from './asynchronous-options';
import { validateAcknowledgement } from '../validation/validate-body';

/**
 * After a crash an attempt takes up to six times 15 minutes, the visibility time-out. 100 such attempts take 6.25 days,
 * and as long again for a message that waits behind such a message.
 */
const MAX_ATTEMPTS = 100;
const WHY_NOT_MORE = ': more attempts could outlast the 14 days for which SQS keeps a message, ' +
  'which would then be lost without a dead letter';

/**
 * Checks what is known at synth. Tokens are accepted unchecked, except for the time-out.
 *
 * @throws Error for options with which the worker could not work
 */
export function validateAsynchronous(scope: Construct, options: AsynchronousReplyOptions): void {
  const { acknowledgement, timeout, maxAttempts, maxConcurrency } = options;
  validateAcknowledgement(scope.node.path, acknowledgement);
  if (timeout !== undefined) {
    if (timeout.isUnresolved()) {
      throw new Error(
        `${scope.node.path}: ` +
        'timeout must be known at synth, since the queue\'s visibility time-out is six times as long, got a token. ' +
        'Give a Duration of a number.');
    }
    checkRange(scope, 'timeout', timeout.toSeconds({ integral: false }), 10, 900, ' seconds');
  }
  const why = (maxAttempts ?? 0) > MAX_ATTEMPTS ? WHY_NOT_MORE : '';
  checkRange(scope, 'maxAttempts', maxAttempts, 5, MAX_ATTEMPTS, '', why);
  checkRange(scope, 'maxConcurrency', maxConcurrency, 2, 1000);
}

function checkRange(
  scope: Construct,
  name: string,
  value: number | undefined,
  min: number,
  max: number,
  unit = '',
  why = '',
): void {
  if (value === undefined || Token.isUnresolved(value)) { return; }

  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(
      `${scope.node.path}: ${name} must be a whole number from ${min} to ${max}${unit}, got ${value}${why}. ` +
      'Choose a number in this range, or leave it out.');
  }
}
