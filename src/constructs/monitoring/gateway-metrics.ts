import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, JsonPattern } from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { LogFilter, LogMetric } from './log-metric';
import type { LoggingFunctions } from './monitored-resources';
import { RejectionReason } from './rejection-reason';

// The patterns match the log lines of src/runtime.
const outcome = (value: string) => FilterPattern.stringValue('$.outcome', '=', value);
const reason = (value: string) => FilterPattern.stringValue('$.reason', '=', value);
const number = (field: string) => FilterPattern.numberValue(field, '>=', 0);
/** Only lines of the worker have `attempt`: webhook and worker may share one log group. */
const WEBHOOK_LINE = FilterPattern.notExists('$.attempt');
const WORKER_LINE = FilterPattern.numberValue('$.attempt', '>', 0);

/** Verified messages. An internal error does not count: its line does not say whether the message was verified. */
const VERIFIED_MESSAGE = FilterPattern.any(
  outcome('replied'), outcome('no_reply'), outcome('reply_suppressed'), reason('handler_failed'));
const REJECTED = outcome('rejected');
/** Rejections of requests whose signature may be Twilio's. */
const SIGNED_BUT_REJECTED = FilterPattern.any(
  reason(RejectionReason.WRONG_SIGNATURE),
  reason(RejectionReason.SHARED_KEY),
  reason(RejectionReason.WRONG_ACCOUNT),
  reason(RejectionReason.INVALID_MESSAGE));

/** Verified messages, one count for each delivery by Twilio. */
export function received(functions: LoggingFunctions): LogMetric {
  return count('Received', [webhookLines(functions, VERIFIED_MESSAGE)]);
}

/** Messages that got a reply. */
export function replied(functions: LoggingFunctions): LogMetric {
  return count('Replied', [replyLines(functions, outcome('replied'))]);
}

/** Replies suppressed because the message opted its sender out. */
export function suppressed(functions: LoggingFunctions): LogMetric {
  return count('Suppressed', [replyLines(functions, outcome('reply_suppressed'))]);
}

/** Messages not answered because of a failure. With a worker: those it gave up and those that never reached it. */
export function failed(functions: LoggingFunctions): LogMetric {
  const givenUp = isAsynchronous(functions) ? [replyLines(functions, outcome('dead_lettered'))] : [];
  return count('Failed', [webhookLines(functions, outcome('failed')), ...givenUp]);
}

/** Duplicates of messages that were answered before, or were being answered. */
export function duplicates(functions: LoggingFunctions): LogMetric {
  return count('Duplicates', [webhookLines(functions, outcome('duplicate'))]);
}

/** Messages handled while the deduplication table could not be read or written. */
export function deduplicationUnavailable(functions: LoggingFunctions): LogMetric {
  const unavailable = FilterPattern.any(
    FilterPattern.stringValue('$.deduplication', '=', 'unavailable'),
    reason(RejectionReason.DEDUPLICATION_UNAVAILABLE));
  const attempts = isAsynchronous(functions) ? [replyLines(functions, unavailable)] : [];
  return count('DeduplicationUnavailable', [webhookLines(functions, unavailable), ...attempts]);
}

/** Status callbacks: Twilio's reports on messages that were sent. */
export function statusCallbacks(functions: LoggingFunctions): LogMetric {
  return count('StatusCallbacks', [webhookLines(functions, outcome('status_callback'))]);
}

/** Verified requests with traces of a repartition that a new parameter of Twilio's may leave, too. */
export function suspicious(functions: LoggingFunctions): LogMetric {
  return count('Suspicious', [webhookLines(functions, FilterPattern.exists('$.suspicious'))]);
}

/** Webhooks of other Twilio products. */
export function otherWebhooks(functions: LoggingFunctions): LogMetric {
  return count('OtherWebhooks', [webhookLines(functions, outcome('other_webhook'))]);
}

/** Rejected requests, for all reasons or for one. */
export function rejected(functions: LoggingFunctions, why?: RejectionReason): LogMetric {
  const pattern = why === undefined ? REJECTED : FilterPattern.all(REJECTED, reason(why));
  return {
    ...count('Rejected', rejections(functions, pattern)),
    ...(why !== undefined && { dimensions: { Reason: { field: '$.reason', value: why } } }),
  };
}

/** Rejected requests that may have come from Twilio. */
export function signedButRejected(functions: LoggingFunctions): LogMetric {
  return count('SignedButRejected', rejections(functions, FilterPattern.all(REJECTED, SIGNED_BUT_REJECTED)));
}

/** Milliseconds from the request with a message to its answer. */
export function duration(functions: LoggingFunctions): LogMetric {
  const pattern = FilterPattern.all(VERIFIED_MESSAGE, number('$.durationMs'));
  return milliseconds('Duration', webhookLines(functions, pattern, '$.durationMs'));
}

/** Milliseconds of the reply handler for a message. With a worker: of an attempt, sending included. */
export function handlerDuration(functions: LoggingFunctions): LogMetric {
  const field = isAsynchronous(functions) ? '$.durationMs' : '$.handlerMs';
  return milliseconds('HandlerDuration', replyLines(functions, number(field), field));
}

/**
 * Messages in the dead-letter queue. SQS reports this metric itself, so it needs no log line.
 *
 * @param options by default the maximum over 5 minutes
 */
export function deadLetters(queue: sqs.IQueue, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...options });
}

function isAsynchronous({ webhookFunction, replyFunction }: LoggingFunctions): boolean {
  return replyFunction !== webhookFunction;
}

function webhookLines({ webhookFunction }: LoggingFunctions, pattern: JsonPattern, field?: string): LogFilter {
  return { logGroup: webhookFunction.logGroup, pattern: FilterPattern.all(WEBHOOK_LINE, pattern), field };
}

function replyLines(functions: LoggingFunctions, pattern: JsonPattern, field?: string): LogFilter {
  if (!isAsynchronous(functions)) {
    return webhookLines(functions, pattern, field);
  }
  return { logGroup: functions.replyFunction.logGroup, pattern: FilterPattern.all(WORKER_LINE, pattern), field };
}

/** In a flood one line stands for `count` requests. Other lines have no `count`, and a filter has only one value. */
function rejections(functions: LoggingFunctions, pattern: JsonPattern): LogFilter[] {
  return [
    webhookLines(functions, FilterPattern.all(pattern, FilterPattern.notExists('$.count'))),
    webhookLines(functions, FilterPattern.all(pattern, FilterPattern.numberValue('$.count', '>', 0)), '$.count'),
  ];
}

function count(name: string, filters: LogFilter[]): LogMetric {
  return { name, unit: cloudwatch.Unit.COUNT, statistic: 'Sum', filters };
}

function milliseconds(name: string, filter: LogFilter): LogMetric {
  return { name, unit: cloudwatch.Unit.MILLISECONDS, statistic: 'p99', filters: [filter] };
}
