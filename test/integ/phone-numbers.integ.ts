/** The stack points a number at the gateway. */
import { App, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { MessageSource, TwilioSmsGateway } from '../../src';

const app = new App();
const stack = new Stack(app, 'PhoneNumbers');
new TwilioSmsGateway(stack, 'Sms', {
  authTokenSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'AuthToken', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:twilio-AbCdEf'),
  phoneNumbers: [MessageSource.phoneNumber('+15005550006')],
});
app.synth();
