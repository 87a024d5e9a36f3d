import { toJson } from './message-json';
import type { InboundMessage, ReplyContext, ReplyFunction } from '../../shared/contract';
import { TARGET_ACKNOWLEDGEMENT_ENV } from '../../shared/env';
import { Unavailable } from '../reply/unavailable';

/** Left for the gateway to answer and to log. */
const BEFORE_DEADLINE = 250;

/** What is handed over. */
export interface Parcel {
  readonly message: InboundMessage;
  /** The message as JSON. */
  readonly json: string;
  /** The same for each delivery of the message, another for every other one. */
  readonly key: string;
}

/** Hands a message over. Rejects if it was not taken. */
export type HandOver = (parcel: Parcel, options: { abortSignal: AbortSignal }) => Promise<unknown>;

/**
 * A reply handler that hands each message over and answers with the acknowledgement, or with nothing.
 *
 * @param operation such as `SQS SendMessage`, for the log
 */
export function passOn(operation: string, handOver: HandOver): ReplyFunction {
  return async (message, context) => {
    try {
      await handOver({ message, json: toJson(message), key: context.idempotencyKey }, { abortSignal: timeLimit(context) });
    } catch (cause) {
      const { name, message: reason } = cause as Error;
      throw new Unavailable(`${operation} failed, so the text was not passed on. ${name}: ${reason}`, { cause });
    }
    return process.env[TARGET_ACKNOWLEDGEMENT_ENV];
  };
}

function timeLimit({ signal, remainingTimeInMillis }: ReplyContext): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(Math.max(0, remainingTimeInMillis() - BEFORE_DEADLINE))]);
}
