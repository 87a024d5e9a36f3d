import { Aws, Duration, Lazy } from 'aws-cdk-lib';
import { AsynchronousReplyOptions, ReplyMode } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const synthesize = (options: AsynchronousReplyOptions) => gatewayIn({
  replyMode: ReplyMode.asynchronous(options),
}).template();

test.each<{ name: string; options: AsynchronousReplyOptions; message: string }>([
  {
    name: 'a blank acknowledgement',
    options: { acknowledgement: ' ' },
    message: 'acknowledgement must have 1 to 1600 characters, got a blank body',
  },
  { name: 'a long acknowledgement', options: { acknowledgement: 'x'.repeat(1601) }, message: 'got 1601' },
  {
    name: 'a timeout of 9 seconds',
    options: { timeout: Duration.seconds(9) },
    message: 'timeout must be a whole number from 10 to 900 seconds, got 9',
  },
  { name: 'a timeout of 16 minutes', options: { timeout: Duration.minutes(16) }, message: 'got 960' },
  { name: 'a timeout of 10.5 seconds', options: { timeout: Duration.millis(10_500) }, message: 'got 10.5' },
  {
    name: 'a timeout that is a token',
    options: { timeout: Duration.seconds(Lazy.number({ produce: () => 20 })) },
    message: 'timeout must be known at synth',
  },
  {
    name: 'maxAttempts 4',
    options: { maxAttempts: 4 },
    message: 'maxAttempts must be a whole number from 5 to 100, got 4',
  },
  {
    name: 'maxAttempts 101',
    options: { maxAttempts: 101 },
    message: 'got 101: more attempts could outlast the 14 days for which SQS keeps a message, ' +
      'which would then be lost without a dead letter. Choose',
  },
  { name: 'maxAttempts 5.5', options: { maxAttempts: 5.5 }, message: 'got 5.5' },
  {
    name: 'maxConcurrency 1',
    options: { maxConcurrency: 1 },
    message: 'maxConcurrency must be a whole number from 2 to 1000, got 1',
  },
])('$name is rejected', ({ options, message }) => {
  expect(() => synthesize(options)).toThrow(message);
});

test.each<{ name: string; options: AsynchronousReplyOptions }>([
  { name: 'the smallest values', options: { timeout: Duration.seconds(10), maxAttempts: 5, maxConcurrency: 2 } },
  { name: 'the largest values', options: { timeout: Duration.minutes(15), maxAttempts: 100, maxConcurrency: 1000 } },
  { name: 'a token', options: { acknowledgement: Aws.STACK_NAME } },
])('$name: accepted', ({ options }) => {
  expect(() => synthesize(options)).not.toThrow();
});
