import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as metrics from './gateway-metrics';
import { LogMetric, logMetric } from './log-metric';
import type { MonitoredResources } from './monitored-resources';
import { RejectionReason } from './rejection-reason';

/** The alarms of a gateway. Each description says what happened and what to do. */
export interface GatewayAlarms {
  /** A message was not answered because the reply handler or its target failed. */
  readonly failures: cloudwatch.Alarm;
  /** No message is answered because the secret holds no auth token or cannot be read. */
  readonly authToken: cloudwatch.Alarm;
  /** Signed requests were rejected: their auth token, SharedKey, URL or account is not one that the gateway knows. */
  readonly signedButRejected: cloudwatch.Alarm;
  /** At least 1,000 requests were rejected in each of two consecutive 5-minute periods: a flood. */
  readonly rejections: cloudwatch.Alarm;
  /** Answers take 10 seconds or more. Twilio waits 15 seconds. */
  readonly duration: cloudwatch.Alarm;
  /** Lambda stopped the webhook function during a request: time-out, out of memory, or the process exited. */
  readonly crashes: cloudwatch.Alarm;
  /** Lambda throttled the webhook function. */
  readonly throttles: cloudwatch.Alarm;
  /**
   * Messages are in the dead-letter queue.
   *
   * @default - none in synchronous mode, which has no such queue
   */
  readonly deadLetters?: cloudwatch.Alarm;
  /**
   * The deduplication table is unavailable. Duplicates are answered again, or with
   * `DeduplicationFailureMode.FAIL_CLOSED` every message is rejected.
   *
   * @default - none without `deduplication`
   */
  readonly deduplicationUnavailable?: cloudwatch.Alarm;
  /**
   * No message signed with a SharedKey is answered because the secret holds none or cannot be read.
   *
   * @default - none without `signingKeySecret`
   */
  readonly signingKey?: cloudwatch.Alarm;
}

/** When an alarm goes off. */
interface AlarmProps {
  readonly metric: cloudwatch.Metric;
  readonly threshold: number;
  readonly description: string;
  /** How many of the last N five-minute periods must breach (M of N). @default - 1 of 1 */
  readonly periods?: { readonly breaching: number; readonly of: number };
}

const FLOOD = 1000;
const SLOW = Duration.seconds(10);

/** Creates the alarms, and the metrics that they watch. */
export function addGatewayAlarms(gateway: Construct & MonitoredResources, topic?: sns.ITopic): GatewayAlarms {
  const { webhookFunction, deadLetterQueue, deduplicationTable, signingKeySecret } = gateway;
  const scope = new Construct(gateway, 'Alarms');
  const alarm = (id: string, props: AlarmProps) => createAlarm(scope, id, props, topic);
  const metricOf = (metric: LogMetric) => logMetric(gateway, metric);
  const name = gateway.node.path;
  return {
    failures: alarm('Failures', {
      metric: metricOf(metrics.failed(gateway)),
      threshold: 1,
      description: `${name}: a message was not answered because the reply handler or its target failed. ` +
        'Twilio called the number\'s fallback URL, unless errorReply is set. ' +
        'Find log lines with "outcome":"failed" or "dead_lettered": their error field says why.',
    }),
    authToken: alarm('AuthToken', {
      metric: metricOf(metrics.rejected(gateway, RejectionReason.NO_AUTH_TOKEN)),
      threshold: 1,
      description: `${name}: no message is answered because the secret holds no Twilio auth token or cannot be read. ` +
        'Find log lines with "reason":"no_auth_token": ' +
        'detail describes the problem; remedy is the command that fixes it.',
    }),
    signedButRejected: alarm('SignedButRejected', {
      metric: metricOf(metrics.signedButRejected(gateway)),
      threshold: 1,
      description: `${name}: a signed request was rejected. ` +
        'If messages go unanswered, find the log line. With "reason":"shared_key" Twilio signs with a SharedKey that ' +
        'the gateway does not have: remedy says what to do. ' +
        'Otherwise the auth token was rotated at Twilio but not in the secret, ' +
        'or the URL set at Twilio is not among the urls in the log line: correct it. ' +
        'If messages are answered, the request was forged and no action is needed.',
    }),
    rejections: alarm('Rejections', {
      metric: metricOf(metrics.rejected(gateway)),
      threshold: FLOOD,
      periods: { breaching: 2, of: 2 },
      description: `${name}: at least ${FLOOD} requests were rejected in each of two consecutive 5-minute periods. ` +
        'If messages are still answered, this is a flood, and it costs money. ' +
        'Find the source addresses in the access log, then throttle the API or put AWS WAF in front of it.',
    }),
    duration: alarm('Duration', {
      metric: metricOf(metrics.duration(gateway)),
      threshold: SLOW.toMilliseconds(),
      periods: { breaching: 2, of: 3 },
      description: `${name}: answers take ${SLOW.toSeconds()} seconds or more, and Twilio waits 15 seconds. ` +
        'Check handlerMs in the log. Make the reply handler faster, or use ReplyMode.asynchronous().',
    }),
    crashes: alarm('Crashes', {
      metric: webhookFunction.metricErrors(),
      threshold: 1,
      description: `${name}: Lambda stopped the function during a request: it ran out of time or memory, ` +
        'or the reply handler blocked or exited the process. ' +
        'Find log lines with "platform.report" and a status other than success, then fix the cause that they name.',
    }),
    throttles: alarm('Throttles', {
      metric: webhookFunction.metricThrottles(),
      threshold: 1,
      description: `${name}: messages were not answered because Lambda throttled the function. ` +
        'Raise the account\'s concurrency quota or reservedConcurrentExecutions, or find what uses up the concurrency.',
    }),
    ...(deadLetterQueue && {
      deadLetters: alarm('DeadLetters', {
        metric: metrics.deadLetters(deadLetterQueue),
        threshold: 1,
        description: `${name}: messages that could not be answered are in the dead-letter queue, which keeps them ` +
          'for 14 days. Their attributes Reason and Detail say why. Fix the cause, then redrive or delete them.',
      }),
    }),
    ...(deduplicationTable && {
      deduplicationUnavailable: alarm('DeduplicationUnavailable', {
        metric: metricOf(metrics.deduplicationUnavailable(gateway)),
        threshold: 1,
        description: `${name}: the deduplication table was unavailable. Duplicates were answered again, ` +
          'or with failureMode FAIL_CLOSED messages were rejected. ' +
          'Find log lines with "unavailable": detail holds the error. Restore access to the table.',
      }),
    }),
    ...(signingKeySecret && {
      signingKey: alarm('SigningKey', {
        metric: metricOf(metrics.rejected(gateway, RejectionReason.NO_SIGNING_KEY)),
        threshold: 1,
        description: `${name}: no message signed with a SharedKey is answered because the secret holds none or cannot ` +
          'be read. Find log lines with "reason":"no_signing_key": ' +
          'detail describes the problem; remedy is the command that fixes it.',
      }),
    }),
  };
}

function createAlarm(scope: Construct, id: string, props: AlarmProps, topic?: sns.ITopic): cloudwatch.Alarm {
  const { metric, threshold, description, periods = { breaching: 1, of: 1 } } = props;
  const alarm = metric.createAlarm(scope, id, {
    alarmDescription: description,
    threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods.of,
    datapointsToAlarm: periods.breaching,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, // no log line means that no request came
  });
  if (topic) {
    const action = new actions.SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarm;
}
