/** One stack for each reply target. */
import { App, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReplyHandler, TwilioSmsGateway } from '../../src';

const app = new App();

function stackWith(id: string, handler: (stack: Stack) => ReplyHandler): void {
  const stack = new Stack(app, id);
  new TwilioSmsGateway(stack, 'Sms', { replyHandler: handler(stack) });
}

stackWith('Function', (stack) => ReplyHandler.fromFunction(new lambda.Function(stack, 'Target', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => "Hi";'),
})));
stackWith('Queue', (stack) => ReplyHandler.toQueue(new sqs.Queue(stack, 'Target', { encryption: sqs.QueueEncryption.KMS })));
stackWith('Topic', (stack) => ReplyHandler.toTopic(new sns.Topic(stack, 'Target')));
stackWith('EventBus', (stack) => ReplyHandler.toEventBus(new events.EventBus(stack, 'Target')));
stackWith('StateMachine', (stack) => ReplyHandler.toStateMachine(new sfn.StateMachine(stack, 'Target', {
  definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
})));

app.synth();
