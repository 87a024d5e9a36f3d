/**
 * An existing Lambda function replies, in any language: here one in Python. The gateway verifies that a message is
 * from Twilio and invokes the function with it. The function's result is the reply.
 *
 * Try it without an account:  npx cdk-twilio-sms-gateway dev   (in this folder; needs Python)
 * Deploy it from this folder: npx aws-cdk@2 deploy
 *
 * It costs what you use: for each message a request to the HTTP API and two Lambda invocations (the first waits for
 * the second), and 0.40 USD a month for the secret. Twilio charges for its messages.
 *
 * "destroy" leaves two things behind: the secret with your token, and the log group of the Python function, which
 * Lambda creates at the first message, outside of the stack. Delete both by hand.
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
  memorySize: 256, // more memory is a faster processor, too
});

new TwilioSmsGateway(stack, 'Sms', {
  replyHandler: ReplyHandler.fromFunction(existing),
  errorReply: 'Sorry, I could not read that. Please try again.',
});
