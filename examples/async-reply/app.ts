/**
 * Replies that take longer than Twilio waits: the webhook puts the message into a queue, and a worker replies later
 * through Twilio's REST API. The sender gets "One moment, please" at once. An alarm reports each message that got no
 * reply.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder) Deploy it from this folder: npx
 * aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API, about four to SQS and two runs of Lambda (the
 * second as long as the reply takes), 0.40 USD a month for the secret and 0.10 USD for the alarm. Twilio charges for
 * its messages.
 */
import * as path from 'path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ReplyHandler, ReplyMode, TwilioSmsGateway, WebhookEndpoint } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'AsyncReply');

const gateway = new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
  replyMode: ReplyMode.asynchronous({
    acknowledgement: 'One moment, please.',
    timeout: Duration.minutes(2),
    removalPolicy: RemovalPolicy.DESTROY, // `cdk destroy` leaves no queues, and deletes the messages in them
  }),
  errorReply: 'Sorry, we have no answer to that.',
  // Far above the expected traffic: it bounds the cost of a flood of forged requests.
  endpoint: WebhookEndpoint.httpApi({ throttle: { rateLimit: 200, burstLimit: 400 } }),
  environment: { THINKING_SECONDS: process.env.THINKING_SECONDS ?? '20' },
});

gateway.metricDeadLetters().createAlarm(stack, 'NotAnswered', { threshold: 1, evaluationPeriods: 1 });
