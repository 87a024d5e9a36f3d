import { Construct } from 'constructs';
import { bindReplyHandler } from './bind-reply-handler';
import type { ReplyMode, ReplyModeBindOptions, ReplyModeConfig } from './reply-mode';

/** Binds `ReplyMode.synchronous()`: the reply handler runs in the webhook's function. */
export function bindSynchronous(_: Construct, options: ReplyModeBindOptions, mode: ReplyMode): ReplyModeConfig {
  const config = bindReplyHandler(options, mode, options.webhook);
  return { webhook: { ...config, environment: { ...config.environment, ...options.environment } } };
}
