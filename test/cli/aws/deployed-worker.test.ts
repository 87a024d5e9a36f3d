import { Stack } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ReplyHandler, ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps } from '../../../src';
import { findWorker } from '../../../src/cli/aws/deployed-worker';
import { Template } from '../../../src/local/assembly/cloud-assembly';
import { METADATA_KEY } from '../../../src/shared/deployment-metadata';
import { synthesizedStack } from '../gateway-support';

/** Logical ids of the workers of the gateways in a stack, in the order of their paths. */
function workersIn(...gateways: readonly ((stack: Stack) => TwilioSmsGatewayProps)[]): (string | undefined)[] {
  const template: Template = synthesizedStack('Stack', 'https://example.com/sms', (stack) => {
    gateways.forEach((props, index) => new TwilioSmsGateway(stack, `Sms${index}`, props(stack)));
  }).template;
  const webhooks = Object.entries(template.Resources!).filter(
    ([, { Metadata }]) => Metadata?.[METADATA_KEY] !== undefined,
  );
  return webhooks.sort(([a], [b]) => a.localeCompare(b)).map(([, webhook]) => findWorker(template, webhook)?.logicalId);
}

test('the worker of each gateway is found by its queue', () => {
  const asynchronous = () => ({ replyMode: ReplyMode.asynchronous() });

  expect(workersIn(asynchronous, asynchronous)).toEqual([
    expect.stringMatching(/^Sms0WorkerFunction/),
    expect.stringMatching(/^Sms1WorkerFunction/),
  ]);
});

test('a synchronous gateway has no worker, nor has one that passes messages on to a queue of the app', () => {
  expect(workersIn(
    () => ({}),
    (stack) => ({ replyHandler: ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue')) }),
    () => ({ replyMode: ReplyMode.asynchronous() }),
  )).toEqual([undefined, undefined, expect.stringMatching(/^Sms2WorkerFunction/)]);
});
