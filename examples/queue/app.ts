/**
 * Two gateways pass messages on. The first sends each message to a queue, and keeps the order within a conversation.
 * The second publishes each message to a topic. The consumers of the queue and the topic are up to you.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder; shows the calls)
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API, a few milliseconds of Lambda and a request to SQS
 * or SNS, and 0.40 USD a month for each of the two secrets. Twilio charges for its messages.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'Queue');

const orders = new sqs.Queue(stack, 'Orders', {
  fifo: true,
  enforceSSL: true,
  retentionPeriod: Duration.days(14),
  deadLetterQueue: {
    queue: new sqs.Queue(stack, 'UnreadableOrders', { fifo: true, enforceSSL: true, retentionPeriod: Duration.days(14) }),
    maxReceiveCount: 5,
  },
});

new TwilioSmsGateway(stack, 'OrderSms', {
  replyHandler: ReplyHandler.toQueue(orders, { acknowledgement: 'Thank you, your order is being looked at.' }),
});

const alarms = new sns.Topic(stack, 'Alarms', { enforceSSL: true });

new TwilioSmsGateway(stack, 'AlarmSms', {
  replyHandler: ReplyHandler.toTopic(alarms),
});
