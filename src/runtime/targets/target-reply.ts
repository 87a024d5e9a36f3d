import { toJson } from './message-json';
import { TARGET_ACKNOWLEDGEMENT_ENV } from '../../shared/env';
import type { InboundMessage, ReplyContext, ReplyFunction } from '../../shared/reply-contract';
import { ownError } from '../log/own-error';
import { Unavailable } from '../reply/unavailable';

/** Milliseconds reserved for the gateway to answer and to log. */
const BEFORE_DEADLINE = 250;

/** A message for a target. */
export interface TargetMessage {
  readonly message: InboundMessage;
  /** The message as JSON. */
  readonly json: string;
  /** The same for each delivery of the message, and different for every other message. */
  readonly key: string;
}

/** Sends a message to a target. Rejects if the target does not accept it. */
export type SendToTarget = (message: TargetMessage, options: { abortSignal: AbortSignal }) => Promise<unknown>;

/**
 * Creates a reply handler that sends each message to a target and replies with the acknowledgement, or with nothing.
 *
 * @param operation name of the operation for the log, such as `SQS SendMessage`
 */
export function createTargetReply(operation: string, send: SendToTarget): ReplyFunction {
  return async (message, context) => {
    try {
      await send({ message, json: toJson(message), key: context.idempotencyKey }, { abortSignal: timeLimit(context) });
    } catch (cause) {
      const { name, message: reason } = cause as Error;
      const problem = `${operation} failed, so the target did not get the message.`;
      throw ownError(new Unavailable(`${problem} ${name}: ${reason}`, { cause }), name, reason);
    }
    return process.env[TARGET_ACKNOWLEDGEMENT_ENV];
  };
}

function timeLimit({ signal, remainingTimeInMillis }: ReplyContext): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, remainingTimeInMillis() - BEFORE_DEADLINE))]);
}
