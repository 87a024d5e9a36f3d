import { writeFileSync } from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';
import { REPLY_FILE, REPLY_MODULE } from './reply-file';
import type { BindReplyHandler } from './reply-handler-config';
import { gatewayCode } from '../code/gateway-code';
import { bodyProblem, MAX_BODY_LENGTH } from '../validation/validate-body';

/**
 * Makes the `bind` of `ReplyHandler.text()`.
 *
 * @throws Error for a token, and for a body that is blank or too long
 */
export function bindText(body: string): BindReplyHandler {
  if (Token.isUnresolved(body)) {
    throw new Error(
      'ReplyHandler.text: body must be known at synth, since it becomes part of the function\'s code, ' +
      `got the CDK token ${body}. Use ReplyHandler.fromModule with the value in its environment.`);
  }
  const problem = bodyProblem(body);
  if (problem !== undefined) {
    throw new Error(
      `ReplyHandler.text: body must have 1 to ${MAX_BODY_LENGTH} characters, got ${problem}. ` +
      'For a longer reply use ReplyHandler.fromModule: it splits a long reply into several messages.');
  }
  const code = `export default () => ${JSON.stringify(body)};\n`;
  const write = (folder: string) => writeFileSync(path.join(folder, REPLY_FILE), code);
  return (_, { runtimeFiles }) => ({
    code: gatewayCode({ key: code, write }, runtimeFiles),
    replyModule: REPLY_MODULE,
    fetchesMedia: false,
  });
}
