import { MAX_ATTEMPTS_ENV } from '../../shared/env';
import { CloudAssembly } from '../assembly/cloud-assembly';
import { resolve } from '../assembly/intrinsics';

/** A queue that a function of the app reads. */
export interface QueueFunction {
  readonly functionArn: string;
  readonly queueArn: string;
  readonly visibilitySeconds: number;
  /** The number of receives before a message goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The number of attempts after which the worker of a gateway gives up. Missing for any other function. */
  readonly maxAttempts?: number;
}

interface QueueProperties {
  readonly VisibilityTimeout?: number;
  readonly RedrivePolicy?: { readonly maxReceiveCount?: number };
}

interface Environment {
  readonly Variables?: Readonly<Record<string, unknown>>;
}

interface Mapping {
  readonly EventSourceArn?: string;
  readonly FunctionName?: string;
}

/** Amazon SQS's default. Source: AWS CloudFormation, "AWS::SQS::Queue". */
const DEFAULT_VISIBILITY_SECONDS = 30;

/**
 * Finds the function that Lambda invokes with a queue's messages, by its event source mapping. Nothing if nobody reads
 * the queue.
 */
export function findQueueFunction({ templates }: CloudAssembly, queueUrl: string): QueueFunction | undefined {
  for (const { template } of templates) {
    const resources = Object.entries(template.Resources ?? {});
    for (const [queueId, queue] of resources) {
      if (queue.Type !== 'AWS::SQS::Queue' || resolve({ Ref: queueId }, template) !== queueUrl) continue;
      const queueArn = String(resolve({ 'Fn::GetAtt': [queueId, 'Arn'] }, template));
      const mapping = resources
        .filter(([, { Type: type }]) => type === 'AWS::Lambda::EventSourceMapping')
        .map(([, { Properties: properties = {} }]) => resolve(properties, template) as Mapping)
        .find(({ EventSourceArn: source }) => source === queueArn);
      const fn = resources.find(([id]) => resolve({ Ref: id }, template) === mapping?.FunctionName);
      if (fn === undefined) return undefined;
      const { Variables: { [MAX_ATTEMPTS_ENV]: attempts } = {} } = Object(fn[1].Properties?.Environment) as Environment;
      const properties = Object(resolve(queue.Properties ?? {}, template)) as QueueProperties;
      return {
        functionArn: String(resolve({ 'Fn::GetAtt': [fn[0], 'Arn'] }, template)),
        queueArn,
        visibilitySeconds: properties.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS,
        maxReceiveCount: properties.RedrivePolicy?.maxReceiveCount ?? Infinity,
        ...(attempts !== undefined && { maxAttempts: Number(attempts) }),
      };
    }
  }
  return undefined;
}
