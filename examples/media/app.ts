/**
 * Inspects the pictures of an MMS or a WhatsApp message: downloads each from Twilio and replies with its size and
 * fingerprint. Pictures take some time and memory.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder)
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API and up to a second of Lambda, and 0.40 USD a month
 * for the secret. Twilio charges for its messages and media.
 */
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'Media');

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
  errorReply: 'Sorry, I could not look at that. Please send it again.',
  memorySize: 512,
});
