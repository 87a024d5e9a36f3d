import { writeFileSync } from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';
import { REPLY_FILE, REPLY_MODULE } from './reply-file';
import type { ReplyHandler } from './reply-handler';
import { gatewayCode } from '../code/gateway-code';
import { flawOfBody, MAX_BODY_LENGTH } from '../validate-text';

/**
 * Makes the bind function of `ReplyHandler.text()`.
 *
 * @throws Error for a text that no message can have
 */
export function bindText(body: string): ReplyHandler['bind'] {
  if (Token.isUnresolved(body)) {
    throw new Error(`ReplyHandler.text must get a text that is known at synth, since it becomes part of the function's code, got the token ${body}. Use ReplyHandler.fromModule with the value in its environment.`);
  }
  const flaw = flawOfBody(body);
  if (flaw !== undefined) {
    throw new Error(`ReplyHandler.text must get 1 to ${MAX_BODY_LENGTH} characters, got ${flaw}. For a longer reply use ReplyHandler.fromModule: what it returns is split into several messages.`);
  }
  const code = `export default () => ${JSON.stringify(body)};\n`;
  return (_, { runtimeFiles }) => ({
    code: gatewayCode({ key: code, write: (folder) => writeFileSync(path.join(folder, REPLY_FILE), code) }, runtimeFiles),
    replyModule: REPLY_MODULE,
  });
}
