/**
 * Answers that take longer than Twilio waits: the webhook puts the text into a queue, and a worker answers it later
 * through Twilio's REST API. The sender gets "One moment, please" at once. An alarm tells of each text that could not
 * be answered.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder) Deploy it from this folder: npx
 * aws-cdk@2 deploy
 *
 * It costs what is used: per text a request to the HTTP API, about four to SQS and two runs of Lambda, the second as
 * long as the answer takes; 0.40 USD a month for the secret and 0.10 USD for the alarm. Twilio charges its texts
 * besides.
 */
import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { ReplyHandler, ReplyMode, TwilioSmsGateway, WebhookEndpoint } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'AsyncReply');

const gateway = new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
  replyMode: ReplyMode.asynchronous({
    acknowledgement: 'One moment, please.',
    timeout: Duration.minutes(2),
  }),
  errorReply: 'Sorry, we have no answer to that.',
  // Far above our traffic. It bounds the cost of a flood of forged requests.
  endpoint: WebhookEndpoint.httpApi({ throttle: { rateLimit: 200, burstLimit: 400 } }),
  environment: { THINKING_SECONDS: process.env.THINKING_SECONDS ?? '20' },
});

gateway.metricDeadLetters().createAlarm(stack, 'NotAnswered', { threshold: 1, evaluationPeriods: 1 });
