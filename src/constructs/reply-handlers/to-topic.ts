import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { ReplyHandler } from './reply-handler';
import { bindTarget } from './target';
import type { TargetOptions } from './target-options';
import { grantKey } from '../keys/grant-key';
import { validateAcknowledgement } from '../validate-text';

/** Makes the `bind` of `ReplyHandler.toTopic()`. */
export function bindToTopic(topic: sns.ITopic, options: TargetOptions): ReplyHandler['bind'] {
  validateAcknowledgement('ReplyHandler.toTopic', options.acknowledgement);
  return (_, { gateway, runtimeFiles }) => {
    iam.Grant.addToPrincipal({ grantee: gateway, actions: ['sns:Publish'], resourceArns: [topic.topicArn] });
    // Without the wildcard of topic.grantPublish. Source: Amazon SNS, "Managing Amazon SNS encryption keys and costs".
    grantKey(topic.masterKey, gateway, 'kms:GenerateDataKey', 'kms:Decrypt');
    return bindTarget({ name: 'topic', target: topic.topicArn, runtimeFiles, ...options });
  };
}
