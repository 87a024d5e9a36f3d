/** Asynchronous mode, with alarms and dashboard. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ReplyMode, TwilioSmsGateway } from '../../src';

const app = new App();
const stack = new Stack(app, 'Asynchronous');
const gateway = new TwilioSmsGateway(stack, 'Sms', {
  replyMode: ReplyMode.asynchronous({ acknowledgement: 'One moment', timeout: Duration.minutes(2), maxConcurrency: 10 }),
  errorReply: 'Sorry',
});
gateway.addAlarms(new sns.Topic(stack, 'Alarms'));
gateway.addDashboard();
app.synth();
