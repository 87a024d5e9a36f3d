/**
 * Each message becomes an event on a bus. A rule selects events by their text, here those that begin with HELP, and
 * sends them to a queue. The senders get no reply.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder; shows the event)
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API, a few milliseconds of Lambda and one event, and
 * 0.40 USD a month for the secret. Twilio charges for its messages.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'EventBus');

const bus = new events.EventBus(stack, 'Bus');

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.toEventBus(bus, { source: 'com.example.sms' }),
});

// Events that the rule could not deliver, and events that the consumer of Help could not handle.
const undelivered = new sqs.Queue(stack, 'Undelivered', { enforceSSL: true });
const help = new sqs.Queue(stack, 'Help', { enforceSSL: true, deadLetterQueue: { queue: undelivered, maxReceiveCount: 5 } });

new events.Rule(stack, 'CallsForHelp', {
  eventBus: bus,
  eventPattern: { source: ['com.example.sms'], detail: { body: events.Match.prefixEqualsIgnoreCase('help') } },
  targets: [new targets.SqsQueue(help, { deadLetterQueue: undelivered })],
});
