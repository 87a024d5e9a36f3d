import { Construct } from 'constructs';
import type { ReplyMode, ReplyModeBindOptions, ReplyModeConfig } from '../reply-mode';

/** Binds `ReplyMode.synchronous()`: the reply handler runs in the webhook's function. */
export function bindSynchronous(_: Construct, options: ReplyModeBindOptions, mode: ReplyMode): ReplyModeConfig {
  const { replyHandler, replyHandlerScope, webhook, environment, additionalFiles } = options;
  const runtimeFiles = [...mode.runtimeFiles, ...additionalFiles];
  const config = replyHandler.bind(replyHandlerScope, { gateway: webhook, mode, runtimeFiles });
  return { webhook: { ...config, environment: { ...config.environment, ...environment } } };
}
