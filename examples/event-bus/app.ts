/**
 * Every text becomes an event on a bus. A rule picks the ones that it wants by what they say, here those that begin
 * with HELP, for a queue; the senders get no reply.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder; it shows what would have been put on
 * the bus) Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what is used: per text a request to the HTTP API, a few milliseconds of Lambda and one event, and 0.40 USD a
 * month for the secret. Twilio charges its texts besides.
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

// Messages that the rule could not deliver, and messages that the reader of Help could not handle.
const undelivered = new sqs.Queue(stack, 'Undelivered', { enforceSSL: true });
const help = new sqs.Queue(stack, 'Help', { enforceSSL: true, deadLetterQueue: { queue: undelivered, maxReceiveCount: 5 } });

new events.Rule(stack, 'CallsForHelp', {
  eventBus: bus,
  eventPattern: { source: ['com.example.sms'], detail: { body: events.Match.prefixEqualsIgnoreCase('help') } },
  targets: [new targets.SqsQueue(help, { deadLetterQueue: undelivered })],
});
