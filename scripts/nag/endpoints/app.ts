/**
 * One stack for each endpoint and mode, checked like the examples. The REST API has the settings of a security review.
 */
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ReplyMode, TwilioSmsGateway, WebhookEndpoint } from 'cdk-twilio-sms-gateway';

const app = new App();

const httpApi = new Stack(app, 'HttpApi');
const watched = new TwilioSmsGateway(httpApi, 'Sms', { endpoint: WebhookEndpoint.httpApi() });
watched.addAlarms(new sns.Topic(httpApi, 'Alarms', { enforceSSL: true }));
watched.addDashboard();

const restApi = new Stack(app, 'RestApi');
new TwilioSmsGateway(restApi, 'Sms', {
  tracing: lambda.Tracing.ACTIVE,
  endpoint: WebhookEndpoint.restApi({
    accessLogGroup: new logs.LogGroup(restApi, 'AccessLog', { retention: logs.RetentionDays.ONE_MONTH }),
    loggingLevel: apigateway.MethodLoggingLevel.ERROR,
    throttle: { rateLimit: 200, burstLimit: 400 },
    webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/sms/11111111-2222-3333-4444-555555555555',
  }),
});

new TwilioSmsGateway(new Stack(app, 'RestApiByDefault'), 'Sms', { endpoint: WebhookEndpoint.restApi() });

new TwilioSmsGateway(new Stack(app, 'FunctionUrl'), 'Sms', { endpoint: WebhookEndpoint.functionUrl() });

const asynchronous = new TwilioSmsGateway(new Stack(app, 'Asynchronous'), 'Sms', {
  replyMode: ReplyMode.asynchronous(),
  endpoint: WebhookEndpoint.httpApi({ throttle: { rateLimit: 200, burstLimit: 400 } }),
});
asynchronous.addAlarms();
asynchronous.addDashboard();

new TwilioSmsGateway(new Stack(app, 'Rotation'), 'Sms', { authTokenRotation: {} });

const encrypted = new Stack(app, 'Encrypted');
new TwilioSmsGateway(encrypted, 'Sms', {
  encryptionKey: new kms.Key(encrypted, 'Key', { enableKeyRotation: true }),
  replyMode: ReplyMode.asynchronous(),
  endpoint: WebhookEndpoint.functionUrl(),
});

const inVpc = new Stack(app, 'Vpc', { env: { account: '123456789012', region: 'us-east-1' } });
new TwilioSmsGateway(inVpc, 'Sms', {
  vpc: ec2.Vpc.fromVpcAttributes(inVpc, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-0123456789abcdef0'] }),
});

new TwilioSmsGateway(new Stack(app, 'Deduplication'), 'Sms', { deduplication: {} });
