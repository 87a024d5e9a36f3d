import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from './client-settings';
import { toJson } from './message-json';
import { TARGET_ENV } from '../../shared/env';
import type { InboundMessage, Reply, ReplyContext } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the function, of its version or of its alias. */
const FunctionName = process.env[TARGET_ENV] ?? '';

const settings = clientSettings(regionOfArn(FunctionName));
const lambda = new LambdaClient({ ...settings, requestHandler: { connectionTimeout: 1000 } });

/** Invokes another function to answer: it gets the message as JSON and returns the reply as JSON. */
export async function reply(message: InboundMessage, { signal }: ReplyContext): Promise<Reply> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, InvocationType: 'RequestResponse', Payload: toJson(message) }),
    { abortSignal: signal },
  );
  const returned = Payload?.transformToString() || 'null';
  if (FunctionError !== undefined) {
    throw new FunctionFailed(returned);
  }
  return JSON.parse(returned, withoutNullMembers) as Reply;
}

/**
 * Removes members that are `null`, as other languages write absent ones. In a list `null` stays: the gateway reports
 * it.
 */
function withoutNullMembers(this: unknown, _: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

/** The function threw an error, crashed or timed out. */
class FunctionFailed extends Error {
  public readonly name = 'FunctionFailed';

  /** @param returned Lambda's description of the error: `{"errorType": ..., "errorMessage": ...}` */
  public constructor(returned: string) {
    const error = JSON.parse(returned) as { errorType?: string; errorMessage?: string };
    const { errorType = 'Error', errorMessage = '' } = error;
    super(`${FunctionName} failed with ${errorType}: ${errorMessage}. See its log for details.`);
    ownError(this, errorType, errorMessage);
  }
}
