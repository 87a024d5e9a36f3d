import { Duration } from 'aws-cdk-lib';
import { ReplyMode } from '../../../src';
import { readCloudAssembly } from '../../../src/local/assembly/cloud-assembly';
import { findGateways } from '../../../src/local/assembly/gateway-definition';
import { findQueueFunction } from '../../../src/local/emulators/queue-reader';
import { TARGET_ENV } from '../../../src/shared/env';
import { synthesize } from '../../support/served-app';

test('the worker behind the queue of an asynchronous gateway is found with the settings of the queue', () => {
  const assembly = readCloudAssembly(
    synthesize({ replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(20), maxAttempts: 7 }) }),
  );
  const [gateway] = findGateways(assembly);

  expect(findQueueFunction(assembly, gateway.environment[TARGET_ENV])).toEqual({
    functionArn: expect.stringMatching(/:function:SmsWorkerFunction/),
    queueArn: expect.stringMatching(/:SmsWorkerQueue\w+\.fifo$/),
    visibilitySeconds: 120,
    maxReceiveCount: 8,
    maxAttempts: 7,
  });
});

test('a queue that no function reads has no function', () => {
  expect(
    findQueueFunction(readCloudAssembly(synthesize({})), 'https://sqs.us-east-1.amazonaws.com/000000000000/other'),
  ).toBeUndefined();
});
