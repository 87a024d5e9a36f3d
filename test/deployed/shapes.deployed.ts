/**
 * Other endpoints and what else changes the shape of a gateway: deployed at once, each texted through its URL. Then
 * settings are changed. Nothing may be replaced: the number at Twilio would point at nothing, the queue lose messages.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ACCOUNT_SID, bootstrap, deploy, destroy, logOf, resourceOf, resourcesOf, writeApp } from './cloud';
import { eventually, type Gateway, gatewaysOf } from './gateway';
import { leftovers } from './leftovers';
import { record } from './results';
import { Twilio } from './twilio';
import { inboundMessage } from '../../src/testing/sample-message';
import { fromRoot } from '../support/paths';

const APP = `
  const { App, Duration, Stack } = require('aws-cdk-lib');
  const apigateway = require('aws-cdk-lib/aws-apigateway');
  const apigatewayv2 = require('aws-cdk-lib/aws-apigatewayv2');
  const { Certificate } = require('aws-cdk-lib/aws-certificatemanager');
  const { Key } = require('aws-cdk-lib/aws-kms');
  const { Code, Tracing } = require('aws-cdk-lib/aws-lambda');
  const { Asset } = require('aws-cdk-lib/aws-s3-assets');
  const { ReplyHandler, ReplyMode, TwilioSmsGateway, WebhookEndpoint } = require('cdk-twilio-sms-gateway');

  const code = ${JSON.stringify(fromRoot('test/integ/code'))};
  const app = new App();
  const shape = (id, props) => {
    const stack = new Stack(app, id);
    const changed = process.env.VERSION === '2' ? { memorySize: 512, errorReply: 'Sorry' } : {};
    new TwilioSmsGateway(stack, 'Sms', { ...props(stack), ...changed });
  };
  const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
  const domain = (domainName, stack) => ({
    domainName,
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE),
  });

  shape('RestApi', () => ({ endpoint: WebhookEndpoint.restApi() }));
  shape('RestApiDomain', (stack) => {
    const props = { ...domain('rest.example.com', stack), endpointType: apigateway.EndpointType.REGIONAL };
    const domainName = new apigateway.DomainName(stack, 'Domain', props);
    return { endpoint: WebhookEndpoint.restApi({ domainMapping: { domainName, basePath: 'twilio' } }) };
  });
  shape('HttpApiDomain', (stack) => {
    const domainName = new apigatewayv2.DomainName(stack, 'Domain', domain('http.example.com', stack));
    return { endpoint: WebhookEndpoint.httpApi({ domainMapping: { domainName, mappingKey: 'twilio' } }) };
  });
  shape('HttpApiBrought', (stack) => {
    const api = new apigatewayv2.HttpApi(stack, 'Api');
    return { endpoint: WebhookEndpoint.httpApi({ api, path: '/twilio/sms' }) };
  });
  shape('HttpApiStage', () => ({ endpoint: WebhookEndpoint.httpApi({ stageName: 'live' }) }));
  shape('FunctionUrl', () => ({ endpoint: WebhookEndpoint.functionUrl() }));
  shape('AliasedApi', () => ({ webhookAlias: { provisionedConcurrentExecutions: 1 } }));
  shape('AliasedUrl', () => ({ endpoint: WebhookEndpoint.functionUrl(), webhookAlias: {} }));
  shape('Encrypted', (stack) => ({
    encryptionKey: new Key(stack, 'Key'),
    replyMode: ReplyMode.asynchronous({ timeout: Duration.seconds(10) }),
    tracing: Tracing.ACTIVE,
    reservedConcurrentExecutions: 5,
  }));
  shape('Code', () => ({ replyHandler: ReplyHandler.fromCode(Code.fromAsset(code)) }));
  shape('Archive', (stack) => {
    const { bucket, s3ObjectKey } = new Asset(stack, 'Archive', { path: code });
    return { replyHandler: ReplyHandler.fromCode(Code.fromBucketV2(bucket, s3ObjectKey)) };
  });
`;

/** A stack of the app, where its URL has to be, and what it answers to "Hello". */
interface Shape {
  readonly stack: string;
  readonly host: RegExp;
  readonly path: string;
  readonly reply: string;
  /** The alias that is invoked. @default - none, the function itself is invoked */
  readonly alias?: string;
}

const API_HOST = /^\w+\.execute-api\.us-east-1\.amazonaws\.com$/;
const URL_HOST = /^\w+\.lambda-url\.us-east-1\.on\.aws$/;

const SHAPES: readonly Shape[] = [
  { stack: 'RestApi', host: API_HOST, path: '/prod/sms', reply: 'Hello' },
  { stack: 'RestApiDomain', host: /^rest\.example\.com$/, path: '/twilio/sms', reply: 'Hello' },
  { stack: 'HttpApiDomain', host: /^http\.example\.com$/, path: '/twilio/sms', reply: 'Hello' },
  { stack: 'HttpApiBrought', host: API_HOST, path: '/twilio/sms', reply: 'Hello' },
  { stack: 'HttpApiStage', host: API_HOST, path: '/live/sms', reply: 'Hello' },
  { stack: 'FunctionUrl', host: URL_HOST, path: '/sms', reply: 'Hello' },
  { stack: 'AliasedApi', host: API_HOST, path: '/sms', reply: 'Hello', alias: 'live' },
  { stack: 'AliasedUrl', host: URL_HOST, path: '/sms', reply: 'Hello', alias: 'live' },
  { stack: 'Code', host: API_HOST, path: '/sms', reply: 'Hi' },
  { stack: 'Archive', host: API_HOST, path: '/sms', reply: 'Hi' },
];

const lambda = new LambdaClient();
let twilio: Twilio;
let folder: string;
let seconds: number;

before(async () => {
  twilio = await Twilio.start();
  await bootstrap();
  folder = writeApp('shapes', APP);
  seconds = await deploy(folder);
});
after(async () => twilio?.close());

async function gatewayOf(stack: string): Promise<Gateway> {
  const [gateway] = await gatewaysOf(stack, twilio);
  await gateway.fillSecret();
  return gateway;
}

for (const { stack, host, path, reply, alias } of SHAPES) {
  void test(`${stack} answers at ${path}`, async () => {
    const gateway = await gatewayOf(stack);

    const url = new URL(gateway.webhookUrl);
    assert.match(url.host, host);
    assert.equal(url.pathname, path);
    assert.deepEqual(await gateway.reply('Hello'), [reply]);
    await gateway.assertRejectsForged();
    const versions = (await logOf(stack)).matchAll(/^START RequestId: \S+ Version: (.*)/gm);
    assert.deepEqual([...new Set([...versions].map(([, version]) => version))], [alias ? '1' : '$LATEST']);
    record({ name: `shape ${stack}`, seconds, messages: gateway.messages, right: `${path} answers` });
  });
}

void test('Encrypted answers through queues with a key of the owner', async () => {
  const gateway = await gatewayOf('Encrypted');
  const message = inboundMessage({ accountSid: ACCOUNT_SID, from: '+15005550006', body: 'Hello' });

  assert.deepEqual(await gateway.reply(message), []);
  assert.equal(await eventually(async () => twilio.messages.bodiesTo(message.from)[0]), 'Hello');
  const right = 'the reply comes through queues with a key of the owner';
  record({ name: 'shape Encrypted', seconds, messages: gateway.messages, right });
});

void test('settings are changed, and nothing is replaced', async () => {
  const all = [...SHAPES.map(({ stack }) => stack), 'Encrypted'];
  const first = await Promise.all(all.map(lastingOf));

  const changeSeconds = await deploy(folder, { VERSION: '2' });

  assert.deepEqual(await Promise.all(all.map(lastingOf)), first);
  for (const { stack, reply, alias: Qualifier } of SHAPES) {
    const [gateway] = await gatewaysOf(stack, twilio);
    assert.deepEqual(await gateway.reply('Hello'), [reply]);
    const FunctionName = await resourceOf(stack, 'AWS::Lambda::Function', 'SmsFunction');
    const invoked = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }));
    assert.equal(invoked.MemorySize, 512);
    assert.equal(invoked.Version === '$LATEST', Qualifier === undefined);
  }
  const name = 'all shapes: settings changed';
  record({ name, seconds: changeSeconds, messages: SHAPES.length, right: 'nothing is replaced' });
});

/** What each deployment makes again. */
const MADE_AGAIN = /^AWS::(ApiGateway::Deployment|Lambda::Version) /;

/** Physical ids of a stack by type and logical id, without what is made again. */
async function lastingOf(stack: string): Promise<Readonly<Record<string, string>>> {
  const ids = Object.entries(await resourcesOf(stack)).filter(([id]) => !MADE_AGAIN.test(id));
  assert.ok(ids.length >= 8, JSON.stringify(ids));
  return Object.fromEntries(ids);
}

void test('all are destroyed, and only the secrets and the key stay', async () => {
  await destroy(folder);

  assert.deepEqual(await leftovers(), []);
});
