/**
 * The smallest app: each message to your Twilio number is sent back to its sender.
 *
 * Try it without an account:  npm start   (in the root of the repository)
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API and a few milliseconds of Lambda, and 0.40 USD a
 * month for the secret. Twilio charges for its messages.
 */
import { App, Stack } from 'aws-cdk-lib';
import { TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'Echo');

new TwilioSmsGateway(stack, 'Sms');
