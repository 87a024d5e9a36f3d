import type { ReplyHandlerConfig } from './reply-handler-config';
import { ECHO_MODULE } from '../../shared/env';

/** The `bind` of `ReplyHandler.echo()`. */
export function bindEcho(): ReplyHandlerConfig {
  return { replyModule: ECHO_MODULE };
}
