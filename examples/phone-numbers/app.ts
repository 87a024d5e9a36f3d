/**
 * The stack itself points a number at the gateway when it is deployed, and restores the number's previous settings
 * when it is destroyed. No manual step is left once the auth token is in a secret.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder)
 * Deploy it from this folder: create the secret with {"accountSid": "AC...", "authToken": "..."}, put its ARN and your
 * number into cdk.json, then  npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API and a few milliseconds of Lambda, and 0.40 USD a
 * month for the secret. Twilio charges for its numbers and messages.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MessageSource, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'PhoneNumbers');

new TwilioSmsGateway(stack, 'Sms', {
  authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'AuthToken', app.node.tryGetContext('authTokenSecretArn')),
  phoneNumbers: [MessageSource.phoneNumber(app.node.tryGetContext('phoneNumber'))],
});
