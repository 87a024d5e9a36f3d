/**
 * Replies with your own code: reply.ts and its imports, bundled by the esbuild of your project.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder), then text HOURS
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API and a few milliseconds of Lambda, and 0.40 USD a
 * month for the secret. Twilio charges for its messages.
 */
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'CustomReply');

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
  errorReply: 'Sorry, something went wrong here. Please try again later.',
});
