import { Aws, Duration, Lazy } from 'aws-cdk-lib';
import { AsynchronousReplyOptions, ReplyMode } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const synthesize = (options: AsynchronousReplyOptions) => gatewayIn({ replyMode: ReplyMode.asynchronous(options) }).template();

test.each<[AsynchronousReplyOptions, string]>([
  [{ acknowledgement: ' ' }, 'acknowledgement must have 1 to 1600 characters, got a blank body'],
  [{ acknowledgement: 'x'.repeat(1601) }, 'got 1601'],
  [{ timeout: Duration.seconds(9) }, 'timeout must be a whole number from 10 to 900 seconds, got 9'],
  [{ timeout: Duration.minutes(16) }, 'got 960'],
  [{ timeout: Duration.millis(10_500) }, 'got 10.5'],
  [{ timeout: Duration.seconds(Lazy.number({ produce: () => 20 })) }, 'timeout must be known at synth'],
  [{ maxAttempts: 4 }, 'maxAttempts must be a whole number from 5 to 100, got 4'],
  [{ maxAttempts: 101 }, 'got 101: more attempts could outlast the 14 days for which SQS keeps a message, which would then be lost without a dead letter. Choose'],
  [{ maxAttempts: 5.5 }, 'got 5.5'],
  [{ maxConcurrency: 1 }, 'maxConcurrency must be a whole number from 2 to 1000, got 1'],
])('%j is rejected', (options, message) => {
  expect(() => synthesize(options)).toThrow(message);
});

test.each<AsynchronousReplyOptions>([
  { timeout: Duration.seconds(10), maxAttempts: 5, maxConcurrency: 2 },
  { timeout: Duration.minutes(15), maxAttempts: 100, maxConcurrency: 1000 },
  { acknowledgement: Aws.STACK_NAME },
])('%# is taken', (options) => {
  expect(() => synthesize(options)).not.toThrow();
});
