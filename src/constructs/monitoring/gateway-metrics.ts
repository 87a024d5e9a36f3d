import { Unit } from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, JsonPattern } from 'aws-cdk-lib/aws-logs';
import type { LogFilter, LogMetric } from './log-metric';
import { RejectionReason } from './rejection-reason';

/** The functions whose logs the metrics are made of. */
export interface LoggingFunctions {
  readonly webhookFunction: lambda.Function;
  readonly replyFunction: lambda.Function;
}

// What is matched are the lines of src/runtime/log.ts and src/runtime/worker/worker-log.ts.
const outcome = (value: string) => FilterPattern.stringValue('$.outcome', '=', value);
const reason = (value: string) => FilterPattern.stringValue('$.reason', '=', value);
const number = (field: string) => FilterPattern.numberValue(field, '>=', 0);
/** Tells the lines of the webhook and those of the worker apart where both are in one log group. */
const OF_WEBHOOK = FilterPattern.notExists('$.attempt');
const OF_WORKER = FilterPattern.numberValue('$.attempt', '>', 0);

/** Verified texts. Not those that met with a bug of ours, of which nobody knows whether they were verified. */
const TEXT = FilterPattern.any(outcome('replied'), outcome('no_reply'), outcome('reply_suppressed'), reason('handler_failed'));
const REJECTED = outcome('rejected');
/** What carries a signature that may be Twilio's. */
const SIGNED_BUT_REJECTED = FilterPattern.any(
  reason(RejectionReason.WRONG_SIGNATURE), reason(RejectionReason.WRONG_ACCOUNT), reason(RejectionReason.INVALID_MESSAGE));

/** Texts of Twilio, each once for each time that Twilio sends it. */
export function received(functions: LoggingFunctions): LogMetric {
  return count('Received', [webhookLines(functions, TEXT)]);
}

/** Texts that got a reply. */
export function replied(functions: LoggingFunctions): LogMetric {
  return count('Replied', [replyLines(functions, outcome('replied'))]);
}

/** Texts whose reply was left out, since the sender opted out. */
export function suppressed(functions: LoggingFunctions): LogMetric {
  return count('Suppressed', [replyLines(functions, outcome('reply_suppressed'))]);
}

/** Texts that were not answered since something failed; with a worker, those that it gave up and those that never reached it. */
export function failed(functions: LoggingFunctions): LogMetric {
  const given = isAsynchronous(functions) ? [replyLines(functions, outcome('dead_lettered'))] : [];
  return count('Failed', [webhookLines(functions, outcome('failed')), ...given]);
}

/** Copies of texts that were answered already, or were being answered. */
export function duplicates(functions: LoggingFunctions): LogMetric {
  return count('Duplicates', [webhookLines(functions, outcome('duplicate'))]);
}

/** Texts of which the deduplication table could not be asked, or told. */
export function deduplicationUnavailable(functions: LoggingFunctions): LogMetric {
  const unavailable = FilterPattern.any(FilterPattern.stringValue('$.deduplication', '=', 'unavailable'), reason(RejectionReason.DEDUPLICATION_UNAVAILABLE));
  const attempts = isAsynchronous(functions) ? [replyLines(functions, unavailable)] : [];
  return count('DeduplicationUnavailable', [webhookLines(functions, unavailable), ...attempts]);
}

/** What Twilio tells of messages that were sent. */
export function statusCallbacks(functions: LoggingFunctions): LogMetric {
  return count('StatusCallbacks', [webhookLines(functions, outcome('status_callback'))]);
}

/** Rejected requests, of all reasons or of one. */
export function rejected(functions: LoggingFunctions, why?: RejectionReason): LogMetric {
  return {
    ...count('Rejected', rejections(functions, why === undefined ? REJECTED : FilterPattern.all(REJECTED, reason(why)))),
    ...(why !== undefined && { dimensions: { Reason: { field: '$.reason', value: why } } }),
  };
}

/** Rejected requests that may have been Twilio's. */
export function signedButRejected(functions: LoggingFunctions): LogMetric {
  return count('SignedButRejected', rejections(functions, FilterPattern.all(REJECTED, SIGNED_BUT_REJECTED)));
}

/** Milliseconds from a text's request to its answer. */
export function duration(functions: LoggingFunctions): LogMetric {
  return milliseconds('Duration', webhookLines(functions, FilterPattern.all(TEXT, number('$.durationMs')), '$.durationMs'));
}

/** Milliseconds that the reply handler took for a text; with a worker, that an attempt took, sending included. */
export function handlerDuration(functions: LoggingFunctions): LogMetric {
  const field = isAsynchronous(functions) ? '$.durationMs' : '$.handlerMs';
  return milliseconds('HandlerDuration', replyLines(functions, number(field), field));
}

function isAsynchronous({ webhookFunction, replyFunction }: LoggingFunctions): boolean {
  return replyFunction !== webhookFunction;
}

function webhookLines({ webhookFunction }: LoggingFunctions, pattern: JsonPattern, field?: string): LogFilter {
  return { logGroup: webhookFunction.logGroup, pattern: FilterPattern.all(OF_WEBHOOK, pattern), field };
}

function replyLines(functions: LoggingFunctions, pattern: JsonPattern, field?: string): LogFilter {
  if (!isAsynchronous(functions)) {
    return webhookLines(functions, pattern, field);
  }
  return { logGroup: functions.replyFunction.logGroup, pattern: FilterPattern.all(OF_WORKER, pattern), field };
}

/** Under a flood one line stands for `count` requests; the others have no such field, and a filter has but one value. */
function rejections(functions: LoggingFunctions, pattern: JsonPattern): LogFilter[] {
  return [
    webhookLines(functions, FilterPattern.all(pattern, FilterPattern.notExists('$.count'))),
    webhookLines(functions, FilterPattern.all(pattern, FilterPattern.numberValue('$.count', '>', 0)), '$.count'),
  ];
}

function count(name: string, filters: LogFilter[]): LogMetric {
  return { name, unit: Unit.COUNT, statistic: 'Sum', filters };
}

function milliseconds(name: string, filter: LogFilter): LogMetric {
  return { name, unit: Unit.MILLISECONDS, statistic: 'p99', filters: [filter] };
}
