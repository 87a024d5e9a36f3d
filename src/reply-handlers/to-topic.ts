import * as sns from 'aws-cdk-lib/aws-sns';
import { bindTarget } from './target';
import type { TargetOptions } from './target-options';
import type { ReplyHandler } from '../reply-handler';

/** Makes the `bind` of `ReplyHandler.toTopic()`. */
export function bindToTopic(topic: sns.ITopic, options: TargetOptions): ReplyHandler['bind'] {
  return (_, { gateway, mode }) => {
    topic.grantPublish(gateway); // with the key of an encrypted one
    return bindTarget({ name: 'topic', target: topic.topicArn, mode, ...options });
  };
}
