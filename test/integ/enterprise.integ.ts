/**
 * A key of the owner's, a VPC, tracing and a reserve, in the asynchronous mode; and a token that Secrets Manager
 * rotates.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ReplyMode, TwilioSmsGateway } from '../../src';

const app = new App();

const hardened = new Stack(app, 'Hardened');
new TwilioSmsGateway(hardened, 'Sms', {
  replyMode: ReplyMode.asynchronous(),
  encryptionKey: new kms.Key(hardened, 'Key', { enableKeyRotation: true }),
  vpc: ec2.Vpc.fromVpcAttributes(hardened, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-0123456789abcdef0'],
  }),
  tracing: lambda.Tracing.ACTIVE,
  reservedConcurrentExecutions: 50,
});

new TwilioSmsGateway(new Stack(app, 'Rotation'), 'Sms', { authTokenRotation: {} });

app.synth();
