import * as iam from 'aws-cdk-lib/aws-iam';
import type { ReplyModeBindOptions, ReplyModeRuntime } from './reply-mode-config';
import { mergeEnvironment } from '../function/merge-environment';
import type { ReplyHandlerConfig } from '../reply-handlers/reply-handler-config';
import { HANDLER_NAMES } from '../validation/validate-environment';

/**
 * Binds the reply handler to the function that runs it. The environment of the result is complete.
 *
 * @param gateway the function that runs the handler
 * @param environment variables of the mode, in addition to the gateway's
 * @throws Error for a handler whose environment has reserved names
 */
export function bindReplyHandler(
  options: ReplyModeBindOptions,
  { handler, runtimeFiles }: ReplyModeRuntime,
  gateway: iam.IGrantable,
  environment: Record<string, string> = {},
): ReplyHandlerConfig {
  const { replyHandler, replyHandlerScope, additionalFiles } = options;
  const config = replyHandler.bind(replyHandlerScope, {
    gateway,
    handler,
    runtimeFiles: [...runtimeFiles, ...additionalFiles],
  });
  const source = `${replyHandlerScope.node.path}: environment of the reply handler`;
  const own = { ...options.environment, ...environment };
  return { ...config, environment: mergeEnvironment(source, config.environment, own, HANDLER_NAMES) };
}
