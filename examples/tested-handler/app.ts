/**
 * Tests a reply handler without an account, AWS or a network: reply.test.ts sends messages through the gateway's own
 * code.
 *
 * Test it:                    npm install -D jest ts-jest typescript @types/jest && npx jest
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder), then text add 1 2 3
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API and a few milliseconds of Lambda, and 0.40 USD a
 * month for the secret. Twilio charges for its messages.
 */
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'TestedHandler');

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
});
