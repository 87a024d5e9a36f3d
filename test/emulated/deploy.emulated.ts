/**
 * The main shapes through the CDK CLI: deployed, changed and deployed again, destroyed. What is deployed keeps its
 * physical ids, or a number at Twilio would point at nothing and a queue would lose its texts; what is destroyed leaves
 * nothing behind.
 *
 * Real: the CDK CLI, the templates, the assets in their bucket. moto's CloudFormation makes functions, their roles,
 * policies and permissions, event source mappings, log groups, queues, topics, buses, state machines, and of REST APIs
 * all but the stage. It passes over what it does not know: HTTP APIs, stages, function URLs, alarms, metric filters,
 * policies of queues and topics; and secrets, so each shape is brought one. It does not decide by itself which change
 * of a property replaces a resource: only what becomes of logical ids is shown here.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CloudFormationClient, DescribeStackResourcesCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CdkApp } from './cdk-app';

/** The second version has another handler or another setting in each shape, and in the last one another id. */
const APP = `
  const path = require('path');
  const { App, DefaultStackSynthesizer, Duration, Stack } = require('aws-cdk-lib');
  const events = require('aws-cdk-lib/aws-events');
  const lambda = require('aws-cdk-lib/aws-lambda');
  const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
  const sns = require('aws-cdk-lib/aws-sns');
  const sqs = require('aws-cdk-lib/aws-sqs');
  const sfn = require('aws-cdk-lib/aws-stepfunctions');
  const { ReplyHandler, ReplyMode, TwilioSmsGateway, WebhookEndpoint } = require('cdk-twilio-sms-gateway');

  const first = process.env.VERSION === '1';
  const myModule = () => ReplyHandler.fromModule(path.join(__dirname, 'reply.mjs'));
  // moto updates no stack with a parameter that was left at its default.
  const app = new App({ defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  const shape = (id, props, gatewayId = 'Sms') => {
    const stack = new Stack(app, id);
    return new TwilioSmsGateway(stack, gatewayId, {
      authTokenSecret: Secret.fromSecretCompleteArn(stack, 'AuthToken', process.env.SECRET_ARN),
      webhookUrl: 'https://sms.example.com/sms', // moto cannot make an output of the attribute of a function URL
      ...props(stack),
    });
  };
  const changed = first ? {} : { errorReply: 'Sorry', memorySize: 512 };
  const acknowledged = first ? {} : { acknowledgement: 'Thank you' };

  shape('HttpApi', () => ({ replyHandler: first ? ReplyHandler.echo() : myModule(), ...changed }));
  shape('RestApi', () => ({ endpoint: WebhookEndpoint.restApi(), replyHandler: first ? ReplyHandler.text('One') : ReplyHandler.text('Two'), ...changed }));
  shape('FunctionUrl', () => ({ endpoint: WebhookEndpoint.functionUrl(), replyHandler: first ? myModule() : ReplyHandler.echo(), ...changed }));
  const asynchronous = shape('Async', () => ({
    replyMode: ReplyMode.asynchronous({ timeout: Duration.minutes(first ? 1 : 2), ...acknowledged }), replyHandler: first ? ReplyHandler.echo() : myModule(), ...changed,
  }));
  // moto gives a FIFO queue a name that it then rejects.
  for (const id of ['Queue', 'DeadLetterQueue']) {
    asynchronous.node.findChild('Worker').node.findChild(id).node.defaultChild.addPropertyOverride('QueueName', 'Async' + id + '.fifo');
  }
  shape('ToFunction', (stack) => ({ replyHandler: ReplyHandler.fromFunction(new lambda.Function(stack, 'Target', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => "Hi";'),
  })), ...changed }));
  shape('ToQueue', (stack) => ({ replyHandler: ReplyHandler.toQueue(new sqs.Queue(stack, 'Target'), acknowledged), ...changed }));
  shape('ToTopic', (stack) => ({ replyHandler: ReplyHandler.toTopic(new sns.Topic(stack, 'Target'), acknowledged), ...changed }));
  shape('ToBus', (stack) => ({ replyHandler: ReplyHandler.toEventBus(new events.EventBus(stack, 'Target'), acknowledged), ...changed }));
  shape('ToMachine', (stack) => ({ replyHandler: ReplyHandler.toStateMachine(new sfn.StateMachine(stack, 'Target', {
    definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
  }), acknowledged), ...changed }));
  shape('Renamed', () => ({}), first ? 'Sms' : 'Other');
`;
const SHAPES = [...APP.matchAll(/shape\('(\w+)'/g)].map(([, id]) => id);
/**
 * Types that moto's CloudFormation makes, and that must live as long as the stack. Not topics: it recreates them with
 * each update.
 */
const LASTING = [
  'AWS::Lambda::Function', 'AWS::Lambda::EventSourceMapping', 'AWS::Logs::LogGroup', 'AWS::SQS::Queue', 'AWS::Events::EventBus',
  'AWS::StepFunctions::StateMachine', 'AWS::ApiGateway::RestApi', 'AWS::IAM::Role',
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'deploy-'));
const cloudFormation = new CloudFormationClient();
const lambda = new LambdaClient();
const secrets = new SecretsManagerClient();
let app: CdkApp;
let secretArn: string;

before(async () => {
  secretArn = (await secrets.send(new CreateSecretCommand({ Name: 'AuthToken', SecretString: 'the token' }))).ARN!;
  app = new CdkApp(path.join(folder, 'app'), APP, { SECRET_ARN: secretArn });
  fs.writeFileSync(path.join(folder, 'app/reply.mjs'), "export default () => 'Hi';");
  await app.bootstrap();
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

interface Deployed {
  /** Physical ids by type and logical id. */
  readonly ids: Readonly<Record<string, string>>;
  /** Logical ids of the gateway's functions, which the second version changes. */
  readonly functions: unknown;
}

async function inspect(StackName: string): Promise<Deployed> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  const functions = StackResources.filter(({ ResourceType, LogicalResourceId }) => ResourceType === 'AWS::Lambda::Function' && LogicalResourceId!.startsWith('Sms'));
  return {
    ids: Object.fromEntries(StackResources.filter(({ ResourceType }) => LASTING.includes(ResourceType!))
      .map(({ ResourceType, LogicalResourceId, PhysicalResourceId }) => [`${ResourceType} ${LogicalResourceId}`, PhysicalResourceId!])),
    functions: await Promise.all(functions.map(async ({ PhysicalResourceId: FunctionName }) => {
      const {
        MemorySize,
        CodeSha256,
        Environment,
      } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return { MemorySize, CodeSha256, Environment };
    })),
  };
}

/** Everything of the account that a stack of ours may have made. */
async function leftovers(): Promise<string[]> {
  const region = {
    functions: (await lambda.send(new ListFunctionsCommand({}))).Functions!.map(({ FunctionName }) => FunctionName!),
    mappings: (await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings!.map(({ UUID }) => UUID!),
    logGroups: (await new CloudWatchLogsClient().send(new DescribeLogGroupsCommand({})))
      .logGroups!.map(({ logGroupName }) => logGroupName!),
    queues: (await new SQSClient().send(new ListQueuesCommand({}))).QueueUrls ?? [],
    topics: (await new SNSClient().send(new ListTopicsCommand({}))).Topics!.map(({ TopicArn }) => TopicArn!),
    machines: (await new SFNClient().send(new ListStateMachinesCommand({}))).stateMachines!.map(({ name }) => name!),
    buses: (await new EventBridgeClient().send(new ListEventBusesCommand({}))).EventBuses!.map(({ Name }) => Name!).filter((name) => name !== 'default'),
  };
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  const stacks = StackSummaries.filter(({ StackName, StackStatus }) => StackName !== 'CDKToolkit' && StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName!);
  return [...Object.entries(region).flatMap(([kind, names]) => names.map((name) => `${kind}: ${name}`)), ...stacks];
}

void describe('deployed, changed and destroyed', () => {
  const versions: Record<string, Deployed>[] = [];

  void test('deploys and updates', async () => {
    for (const VERSION of ['1', '2']) {
      await app.deploy({ VERSION });
      versions.push(Object.fromEntries(await Promise.all(SHAPES.map(async (shape) => [shape, await inspect(shape)]))));
    }
  });

  for (const shape of SHAPES.filter((name) => name !== 'Renamed')) {
    void test(`${shape}: what was deployed is changed, not replaced`, () => {
      const [before1, after2] = versions.map((version) => version[shape]);

      assert.ok(Object.keys(before1.ids).length >= 3, JSON.stringify(before1.ids));
      assert.deepEqual(after2.ids, before1.ids);
      assert.notDeepEqual(after2.functions, before1.functions);
    });
  }

  void test('an id that changes is noticed: everything is replaced', () => {
    const [before1, after2] = versions.map(({ Renamed }) => Object.values(Renamed.ids));

    assert.deepEqual(after2.filter((id) => before1.includes(id)), []);
  });

  void test('leaves nothing behind but the secret that was brought', async () => {
    await app.cdk(['destroy', '--all', '--force'], { VERSION: '2' });

    assert.deepEqual(await leftovers(), []);
    assert.equal((await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }))).SecretString, 'the token');
  });
});
