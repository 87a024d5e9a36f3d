/**
 * The stack itself points a number at the gateway when it is deployed, and puts back what the number had when it is destroyed:
 * no manual step, once the auth token is in a secret.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder)
 * Deploy it from this folder: create the secret with {"accountSid": "AC...", "authToken": "..."}, put its ARN and your number into
 * cdk.json, and run           npx aws-cdk@2 deploy
 *
 * It costs what is used: per text a request to the HTTP API and a few milliseconds of Lambda, and 0.40 USD a month for the secret.
 * Twilio charges its numbers and texts besides.
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
