import * as sqs from 'aws-cdk-lib/aws-sqs';
import { bindTarget } from './target';
import type { TargetOptions } from './target-options';
import type { ReplyHandler } from '../reply-handler';

/** Makes the `bind` of `ReplyHandler.toQueue()`. */
export function bindToQueue(queue: sqs.IQueue, options: TargetOptions): ReplyHandler['bind'] {
  return (_, { gateway, mode }) => {
    queue.grantSendMessages(gateway); // with the key of an encrypted one
    return bindTarget({ name: 'queue', target: queue.queueUrl, mode, ...options });
  };
}
