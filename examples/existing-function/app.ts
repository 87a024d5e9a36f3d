/**
 * A Lambda function that you have already, in any language, answers the texts: here one in Python. The gateway verifies
 * that a text is Twilio's and invokes the function with it; what the function returns is the reply.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder; it runs the function if there is a
 * Python) Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what is used: per text a request to the HTTP API and two Lambda invocations, of which the first waits for
 * the second, and 0.40 USD a month for the secret. Twilio charges its texts besides.
 */
import * as path from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ReplyHandler, TwilioSmsGateway } from 'cdk-twilio-sms-gateway';

const app = new App();
const stack = new Stack(app, 'ExistingFunction');

const existing = new lambda.Function(stack, 'Existing', {
  runtime: new lambda.Runtime('python3.15', lambda.RuntimeFamily.PYTHON), // newer versions of aws-cdk-lib name it PYTHON_3_15
  handler: 'handler.handler',
  code: lambda.Code.fromAsset(path.join(__dirname, 'function')),
  timeout: Duration.seconds(10), // Twilio waits 15 seconds in all
  memorySize: 256, // Lambda scales the CPU with the memory
});

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromFunction(existing),
  errorReply: 'Sorry, I could not read that. Please try again.',
});
