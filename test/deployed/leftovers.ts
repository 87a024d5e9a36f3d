import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { stacks } from './cloud';
import { sqs } from './queues';

const events = new EventBridgeClient();
const lambda = new LambdaClient();
const logs = new CloudWatchLogsClient();
const sns = new SNSClient();
const states = new SFNClient();

/** Lambda makes such a group for a function that names none (examples/existing-function). It outlives the stack. */
const MADE_BY_LAMBDA = '/aws/lambda/';

/** What the account still has of what a stack may create, but for what has to stay: secrets, tables and keys. */
export async function leftovers(): Promise<readonly string[]> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const logGroupNames = logGroups.map(({ logGroupName }) => logGroupName!);
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const { EventBuses = [] } = await events.send(new ListEventBusesCommand({}));
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
  return [
    ...await stacks(),
    ...Functions.map(({ FunctionName }) => `function ${FunctionName}`),
    ...EventSourceMappings.map(({ FunctionArn }) => `event source mapping of ${FunctionArn}`),
    ...logGroupNames.filter((name) => !name.startsWith(MADE_BY_LAMBDA)).map((name) => `log group ${name}`),
    ...QueueUrls.map((url) => `queue ${url}`),
    ...Topics.map(({ TopicArn }) => `topic ${TopicArn}`),
    ...EventBuses.filter(({ Name }) => Name !== 'default').map(({ Name }) => `bus ${Name}`),
    ...stateMachines.map(({ name }) => `state machine ${name}`),
  ];
}
