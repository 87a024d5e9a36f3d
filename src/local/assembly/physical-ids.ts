import { TemplateResource } from './cloud-assembly';

/** Emulators for what CloudFormation knows only in a deployment. The account is of a form that AWS never gives away. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'us-east-1';

/** How a resource is referred to. */
export interface PhysicalIds {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute. */
  readonly attributes: Readonly<Record<string, string>>;
}

type Properties = Readonly<Record<string, unknown>>;

/** Source: AWS CloudFormation Template Reference, "Return values" of each type. */
const FORMS: Readonly<Record<string, (name: string, properties: Properties) => PhysicalIds>> = {
  'AWS::SecretsManager::Secret': (name) => byArn(arn('secretsmanager', `secret:${name}-local1`)),
  'AWS::SQS::Queue': (name, { FifoQueue: fifo }) => {
    const queueName = fifoName(name, fifo);
    const url = `https://sqs.${LOCAL_REGION}.amazonaws.com/${LOCAL_ACCOUNT}/${queueName}`;
    return { ref: url, attributes: { QueueUrl: url, QueueName: queueName, Arn: arn('sqs', queueName) } };
  },
  'AWS::SNS::Topic': (name, { FifoTopic: fifo }) => {
    const topicArn = arn('sns', fifoName(name, fifo));
    return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: fifoName(name, fifo) } };
  },
  'AWS::Events::EventBus': (name) => ({ ref: name, attributes: { Name: name, Arn: arn('events', `event-bus/${name}`) } }),
  'AWS::StepFunctions::StateMachine': (name) => {
    const ids = byArn(arn('states', `stateMachine:${name}`));
    return { ...ids, attributes: { ...ids.attributes, Name: name } };
  },
  'AWS::DynamoDB::Table': (name) => ({ ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } }),
  'AWS::Lambda::Function': (name) => ({ ref: name, attributes: { Arn: arn('lambda', `function:${name}`) } }),
  'AWS::Lambda::Alias': (_, { FunctionName: fn, Name: alias }) => byArn(arn('lambda', `function:${String(fn)}:${String(alias)}`)),
  'AWS::Lambda::Version': (_, { FunctionName: fn }) => byArn(arn('lambda', `function:${String(fn)}:1`)),
};

/** The properties that ids are made of; the first six name a resource. */
const RELEVANT = ['TableName', 'QueueName', 'TopicName', 'StateMachineName', 'FunctionName', 'Name', 'FifoQueue', 'FifoTopic'];

/**
 * The ids that a resource could have in a deployment. Where the local gateway emulates its service they are of the form that AWS gives them.
 *
 * @param resolve resolves intrinsic functions
 */
export function physicalIds(logicalId: string, resource: TemplateResource, resolve: (value: unknown) => unknown): PhysicalIds {
  const { Type: type, Properties: all = {} } = resource;
  const form = FORMS[type];
  if (form === undefined) {
    const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
    return { ref: `local-${logicalId}`, attributes: { Arn: arn(service, `local-${logicalId}`) } };
  }
  const properties = Object.fromEntries(RELEVANT.map((name) => [name, resolve(all[name])]));
  const name = RELEVANT.slice(0, 6).map((property) => properties[property]).find((value) => typeof value === 'string') as string | undefined;
  return form(name ?? logicalId, properties);
}

function byArn(value: string): PhysicalIds {
  return { ref: value, attributes: { Arn: value } };
}

function fifoName(name: string, isFifo: unknown): string {
  return isFifo === true && !name.endsWith('.fifo') ? `${name}.fifo` : name;
}

/** An ARN in the local account. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${resource}`;
}
