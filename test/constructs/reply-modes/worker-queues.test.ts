import { RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ReplyMode } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const NOTE = Match.stringLikeRegexp(
  'deleted, with the messages in them, when this gateway is removed, changes back to ReplyMode\\.synchronous\\(\\).*' +
  'cdk-twilio-sms-gateway:queuesAreDeleted');

test('a note at synth, and no warning, says that the queues are deleted with their messages', () => {
  const { stack, template } = gatewayIn({ replyMode: ReplyMode.asynchronous() });

  template().allResources('AWS::SQS::Queue', { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  Annotations.fromStack(stack).hasInfo('/Stack/Sms/Worker', NOTE);
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test.each([
  { removalPolicy: RemovalPolicy.RETAIN, policy: 'Retain' },
  { removalPolicy: RemovalPolicy.DESTROY, policy: 'Delete' },
])('the removal policy $removalPolicy applies to both queues, without a note', ({ removalPolicy, policy }) => {
  const { stack, template } = gatewayIn({ replyMode: ReplyMode.asynchronous({ removalPolicy }) });

  template().resourceCountIs('AWS::SQS::Queue', 2);
  template().allResources('AWS::SQS::Queue', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
  Annotations.fromStack(stack).hasNoInfo('*', Match.anyValue());
});
