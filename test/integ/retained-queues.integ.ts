/** Queues of asynchronous mode that stay when the gateway leaves the stack. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ReplyMode, TwilioSmsGateway } from '../../src';

const app = new App();
new TwilioSmsGateway(new Stack(app, 'Retained'), 'Sms', {
  replyMode: ReplyMode.asynchronous({ removalPolicy: RemovalPolicy.RETAIN }),
});
app.synth();
