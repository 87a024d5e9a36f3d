/**
 * The other endpoints and what else changes the shape of a gateway: all deployed at once, each texted through its URL.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNT_SID, bootstrap, destroy, stacks, writeApp } from './cloud';
import { deployAll, eventually, type Gateway, gatewaysOf } from './gateway';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';
import { fromRoot } from '../support/paths';

const APP = `
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const apigateway = require('aws-cdk-lib/aws-apigateway');
  const apigatewayv2 = require('aws-cdk-lib/aws-apigatewayv2');
  const { Certificate } = require('aws-cdk-lib/aws-certificatemanager');
  const kms = require('aws-cdk-lib/aws-kms');
  const lambda = require('aws-cdk-lib/aws-lambda');
  const { Asset } = require('aws-cdk-lib/aws-s3-assets');
  const { ReplyHandler, ReplyMode, TwilioSmsGateway, WebhookEndpoint } = require('cdk-twilio-sms-gateway');

  const code = ${JSON.stringify(fromRoot('test/integ/code'))};
  const app = new App();
  const shape = (id, props) => {
    const stack = new Stack(app, id);
    new TwilioSmsGateway(stack, 'Sms', props(stack));
  };
  const certificate = (stack) => Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/11111111-2222-3333-4444-555555555555');

  shape('RestApi', () => ({ endpoint: WebhookEndpoint.restApi() }));
  shape('RestApiDomain', (stack) => ({ endpoint: WebhookEndpoint.restApi({ domainMapping: {
    domainName: new apigateway.DomainName(stack, 'Domain', { domainName: 'rest.example.com', certificate: certificate(stack), endpointType: apigateway.EndpointType.REGIONAL }),
    basePath: 'twilio',
  } }) }));
  shape('HttpApiDomain', (stack) => ({ endpoint: WebhookEndpoint.httpApi({
    domainMapping: { domainName: new apigatewayv2.DomainName(stack, 'Domain', { domainName: 'http.example.com', certificate: certificate(stack) }), mappingKey: 'twilio' },
  }) }));
  shape('HttpApiBrought', (stack) => ({ endpoint: WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(stack, 'Api'), path: '/twilio/sms' }) }));
  shape('HttpApiStage', () => ({ endpoint: WebhookEndpoint.httpApi({ stageName: 'live' }) }));
  shape('FunctionUrl', () => ({ endpoint: WebhookEndpoint.functionUrl() }));
  shape('Encrypted', (stack) => ({
    encryptionKey: new kms.Key(stack, 'Key'), replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }), tracing: lambda.Tracing.ACTIVE, reservedConcurrentExecutions: 5,
  }));
  shape('Code', () => ({ replyHandler: ReplyHandler.fromCode(lambda.Code.fromAsset(code)) }));
  shape('Archive', (stack) => {
    const { bucket, s3ObjectKey } = new Asset(stack, 'Archive', { path: code });
    return { replyHandler: ReplyHandler.fromCode(lambda.Code.fromBucketV2(bucket, s3ObjectKey)) };
  });
`;

/** Stacks of the app, what is expected of their URLs, and what they answer to "Hello". */
const SHAPES = [
  { stack: 'RestApi', url: /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod\/sms$/, reply: 'Hello' },
  { stack: 'RestApiDomain', url: /^https:\/\/rest\.example\.com\/twilio\/sms$/, reply: 'Hello' },
  { stack: 'HttpApiDomain', url: /^https:\/\/http\.example\.com\/twilio\/sms$/, reply: 'Hello' },
  { stack: 'HttpApiBrought', url: /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/twilio\/sms$/, reply: 'Hello' },
  { stack: 'HttpApiStage', url: /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/live\/sms$/, reply: 'Hello' },
  { stack: 'FunctionUrl', url: /^https:\/\/\w+\.lambda-url\.us-east-1\.on\.aws\/sms$/, reply: 'Hello' },
  { stack: 'Code', url: /execute-api/, reply: 'Hi' },
  { stack: 'Archive', url: /execute-api/, reply: 'Hi' },
] as const;

let twilio: Twilio;
let folder: string;
let seconds: number;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('shapes', APP);
  seconds = await deployAll(folder, '--concurrency', '3');
});
after(async () => twilio?.close());

async function gatewayOf(stack: string): Promise<Gateway> {
  const [gateway] = await gatewaysOf(stack, twilio);
  await gateway.fillSecret();
  return gateway;
}

for (const { stack, url, reply } of SHAPES) {
  void test(`${stack} answers at ${String(url)}`, async () => {
    const gateway = await gatewayOf(stack);

    assert.match(gateway.webhookUrl, url);
    assert.deepEqual(await gateway.reply('Hello'), [reply]);
    await gateway.assertRejectsForged();
    record({ name: `shape ${stack}`, deploySeconds: seconds, messages: gateway.messages, found: `${new URL(gateway.webhookUrl).pathname} answers` });
  });
}

void test('Encrypted answers through the queue with keys of the owner', async () => {
  const gateway = await gatewayOf('Encrypted');
  const message = inboundMessage({ accountSid: ACCOUNT_SID, from: '+15005550006', body: 'Hello' });

  assert.deepEqual(await gateway.reply(message), []);
  await eventually(async () => twilio.messages.bodiesTo(message.from)[0]);
  assert.deepEqual(twilio.messages.bodiesTo(message.from), ['Hello']);
  record({ name: 'shape Encrypted', deploySeconds: seconds, messages: gateway.messages, found: 'the reply comes through queues with a key of the owner' });
});

void test('all are destroyed', async () => {
  await destroy(folder);

  assert.deepEqual(await stacks(), []);
});
