import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from './client-settings';
import { toJson } from './message-json';
import type { InboundMessage, Reply, ReplyContext } from '../../shared/contract';
import { TARGET_ENV } from '../../shared/env';
import { regionOfArn } from '../sdk/region-of-arn';

/** ARN of the function, of its version or of its alias. */
const FunctionName = process.env[TARGET_ENV] ?? '';

const lambda = new LambdaClient({ ...clientSettings(regionOfArn(FunctionName)), requestHandler: { connectionTimeout: 1000 } });

/** Has another function answer: it gets the message as JSON and returns the reply as JSON. */
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

/** Other languages write `null` for what is absent. In a list it is a mistake, which the gateway names. */
function withoutNullMembers(this: unknown, _: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

/** The function threw, was ended or ran out of its time. */
class FunctionFailed extends Error {
  public readonly name = 'FunctionFailed';

  /** @param returned what Lambda says of it: `{"errorType": ..., "errorMessage": ...}` */
  public constructor(returned: string) {
    const { errorType = 'Error', errorMessage = '' } = JSON.parse(returned) as { errorType?: string; errorMessage?: string };
    super(`${FunctionName} failed, its own log says where. ${errorType}: ${errorMessage}`);
  }
}
