/**
 * Replies by code: a text, a module, code that is built, and code in a bucket, for which the gateway comes as a layer.
 */
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ReplyHandler, TwilioSmsGateway } from '../../src';

const app = new App();
new TwilioSmsGateway(new Stack(app, 'Text'), 'Sms', { replyHandler: ReplyHandler.text('We are closed.') });
new TwilioSmsGateway(new Stack(app, 'Module'), 'Sms', { replyHandler: ReplyHandler.fromModule(path.join(__dirname, '../../examples/custom-reply/reply.ts')) });
new TwilioSmsGateway(new Stack(app, 'Code'), 'Sms', { replyHandler: ReplyHandler.fromCode(lambda.Code.fromAsset(path.join(__dirname, 'code'))) });
const archive = new Stack(app, 'Archive');
new TwilioSmsGateway(archive, 'Sms', {
  replyHandler: ReplyHandler.fromCode(lambda.Code.fromBucketV2(s3.Bucket.fromBucketName(archive, 'Bucket', 'my-code'), 'reply.zip')),
});
app.synth();
