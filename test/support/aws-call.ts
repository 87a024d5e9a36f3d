import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../src/local/assembly/physical-ids';

/** A call to AWS in the words of IAM. */
export interface AwsCall {
  /** Name of the action, such as `sqs:SendMessage`. */
  readonly action: string;
  /** ARN of what it is made on. */
  readonly resource: string;
  /** Condition keys that policies of the gateway look at. */
  readonly context: Readonly<Record<string, string>>;
}

const arn = (service: string, resource: unknown) => `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${String(resource)}`;

type Input = Readonly<Record<string, any>>;

/**
 * The services that functions call: what a call's input names. Source: AWS Service Authorization Reference, one page a
 * service.
 */
const RESOURCES: Readonly<Record<string, (input: Input) => string>> = {
  secretsmanager: ({ SecretId }) => SecretId,
  dynamodb: ({ TableName }) => arn('dynamodb', `table/${TableName}`),
  sqs: ({ QueueUrl }) => arn('sqs', QueueUrl.split('/').at(-1)),
  ssm: ({ Name }) => arn('ssm', `parameter${Name}`),
  sns: ({ TopicArn }) => TopicArn,
  events: ({ Entries: [{ EventBusName }] }) => (EventBusName.startsWith('arn:') ? EventBusName : arn('events', `event-bus/${EventBusName}`)),
  states: ({ stateMachineArn }) => stateMachineArn,
};

/**
 * Reads a request as IAM would.
 *
 * @throws Error for a service that is not known here: a test must not pass by overlooking a call
 */
export function readAwsCall({ headers, path, body }: {
  headers: IncomingHttpHeaders;
  path: string;
  body: string;
}): AwsCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  if (service === 'lambda') {
    const [, fn] = /^\/2015-03-31\/functions\/([^/?]+)\/invocations$/.exec(path) ?? [];
    return { action: 'lambda:InvokeFunction', resource: decodeURIComponent(fn ?? ''), context: {} };
  }
  const target = headers['x-amz-target'];
  const input: Input = target === undefined ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
  const operation = target === undefined ? input.Action : String(target).split('.')[1];
  if (!Object.hasOwn(RESOURCES, service)) throw new Error(`${service}:${operation} is not known to test/support/aws-call.ts`);
  return {
    action: `${service}:${operation}`,
    resource: RESOURCES[service](input),
    context: input.VersionStage === undefined ? {} : { 'secretsmanager:VersionStage': input.VersionStage },
  };
}
