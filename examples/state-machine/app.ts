/**
 * Every text starts an execution of a state machine, which may take days: ask a colleague, wait, look something up. The
 * sender gets an acknowledgement at once.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder; it shows which execution would have
 * started) Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what is used: per text a request to the HTTP API, a few milliseconds of Lambda, four state transitions,
 * their lines in the log and a trace, and 0.40 USD a month for the secret. Twilio charges its texts besides.
 */
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'StateMachine');

const isUrgent = sfn.Condition.stringMatches('$.body', '*URGENT*');
const done = new sfn.Succeed(stack, 'Done');

const flow = new sfn.Choice(stack, 'Is it urgent?')
  .when(isUrgent, new sfn.Pass(stack, 'Call somebody').next(done))
  .otherwise(new sfn.Wait(stack, 'Let it rest', { time: sfn.WaitTime.duration(Duration.hours(1)) }).next(done));

const stateMachine = new sfn.StateMachine(stack, 'Triage', {
  definitionBody: sfn.DefinitionBody.fromChainable(flow),
  tracingEnabled: true,
  logs: {
    // Logs the steps of each execution without the message. includeExecutionData would add the message.
    level: sfn.LogLevel.ALL,
    destination: new logs.LogGroup(stack, 'TriageLog', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
  },
});

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.toStateMachine(stateMachine, { acknowledgement: 'We got your text and come back to you.' }),
});
