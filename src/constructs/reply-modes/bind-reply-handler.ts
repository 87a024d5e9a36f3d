import * as iam from 'aws-cdk-lib/aws-iam';
import type { ReplyMode, ReplyModeBindOptions } from './reply-mode';
import type { ReplyHandlerConfig } from '../reply-handlers/reply-handler';
import { rejectForeignNames } from '../validate-environment';

/**
 * Binds the reply handler to the function in which it is to run.
 *
 * @throws Error for a handler whose environment has names of the gateway
 */
export function bindReplyHandler(bound: ReplyModeBindOptions, mode: ReplyMode, gateway: iam.IGrantable): ReplyHandlerConfig {
  const { replyHandler, replyHandlerScope, additionalFiles } = bound;
  const config = replyHandler.bind(replyHandlerScope, { gateway, handler: mode.handler, runtimeFiles: [...mode.runtimeFiles, ...additionalFiles] });
  rejectForeignNames(`${replyHandlerScope.node.path}: environment of the reply handler`, config.environment);
  return config;
}
