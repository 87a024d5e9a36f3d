import { ownError } from '../log/own-error';

/**
 * The error for a reply that cannot be sent. The log shows its message.
 *
 * @param foreign the parts of the message that the reply handler wrote, in their order
 */
export function wrongReply(message: string, ...foreign: readonly string[]): TypeError {
  return ownError(new TypeError(message), ...foreign);
}
