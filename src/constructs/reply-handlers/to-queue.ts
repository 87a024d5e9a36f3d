import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { ReplyHandler } from './reply-handler';
import { bindTarget } from './target';
import type { TargetOptions } from './target-options';
import { grantKey } from '../keys/grant-key';
import { validateAcknowledgement } from '../validate-text';

/** Makes the `bind` of `ReplyHandler.toQueue()`. */
export function bindToQueue(queue: sqs.IQueue, options: TargetOptions): ReplyHandler['bind'] {
  validateAcknowledgement('ReplyHandler.toQueue', options.acknowledgement);
  return (_, { gateway, runtimeFiles }) => {
    // Narrower than queue.grantSendMessages, which also lets look up its URL and attributes, and encrypt with its key.
    iam.Grant.addToPrincipal({ grantee: gateway, actions: ['sqs:SendMessage'], resourceArns: [queue.queueArn] });
    // Source: Amazon SQS, "Key management": configuring AWS KMS permissions.
    grantKey(queue.encryptionMasterKey, gateway, 'kms:GenerateDataKey', 'kms:Decrypt');
    return bindTarget({ name: 'queue', target: queue.queueUrl, runtimeFiles, ...options });
  };
}
