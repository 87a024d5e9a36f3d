import type { ReplyHandlerConfig } from './reply-handler';
import { ECHO_MODULE } from '../../shared/env';

/** Binds `ReplyHandler.echo()`. */
export function bindEcho(): ReplyHandlerConfig {
  return { replyModule: ECHO_MODULE };
}
