import { bindReplyHandler } from './bind-reply-handler';
import type { BindReplyMode } from './reply-mode-config';

/** The `bind` of `ReplyMode.synchronous()`: the webhook function runs the reply handler. */
export const bindSynchronous: BindReplyMode = (_, options, runtime) =>
  ({ webhook: bindReplyHandler(options, runtime, options.webhook) });
