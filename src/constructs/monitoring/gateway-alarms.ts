import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { MonitoredGateway } from './monitored-gateway';
import { RejectionReason } from './rejection-reason';

/** The alarms of a gateway. */
export interface GatewayAlarms {
  /** A text was not answered since the reply handler, or what it was passed on to, failed. */
  readonly failures: cloudwatch.Alarm;
  /** The secret holds no auth token, or cannot be read. No text is answered. */
  readonly authToken: cloudwatch.Alarm;
  /** Signed requests are rejected: with another auth token, or for another URL or account, than the gateway knows. */
  readonly signedButRejected: cloudwatch.Alarm;
  /** So many requests are rejected that somebody must be trying. */
  readonly rejections: cloudwatch.Alarm;
  /** Answers come close to the 15 seconds that Twilio waits. */
  readonly duration: cloudwatch.Alarm;
  /** The webhook's function was ended by Lambda: out of time, out of memory, or its process ended. */
  readonly crashes: cloudwatch.Alarm;
  /** Lambda ran as many functions as it may, and turned requests to the webhook away. */
  readonly throttles: cloudwatch.Alarm;
  /**
   * Texts are in the dead-letter queue.
   *
   * @default - none in synchronous mode, which has no such queue
   */
  readonly deadLetters?: cloudwatch.Alarm;
  /**
   * The table of `deduplication` cannot be used: copies of texts are answered anew, or with `DeduplicationFailureMode.FAIL_CLOSED` no text is answered.
   *
   * @default - none without `deduplication`
   */
  readonly deduplicationUnavailable?: cloudwatch.Alarm;
}

/** When an alarm goes off. */
interface AlarmSettings {
  readonly metric: cloudwatch.Metric;
  readonly threshold: number;
  readonly description: string;
  /** Of how many periods of 5 minutes the last ones have to be bad. @default - one of one */
  readonly periods?: { readonly bad: number; readonly of: number };
}

const FLOOD = 1000;
const SLOW = Duration.seconds(10);

/** Creates the alarms, and the metrics that they watch. */
export function addGatewayAlarms(gateway: MonitoredGateway, topic?: sns.ITopic): GatewayAlarms {
  const scope = new Construct(gateway, 'Alarms');
  const alarm = (id: string, settings: AlarmSettings) => createAlarm(scope, id, settings, topic);
  const name = gateway.node.path;
  return {
    failures: alarm('Failures', {
      metric: gateway.metricFailed(),
      threshold: 1,
      description: `${name}: a text was not answered. Look for "outcome":"failed" or "dead_lettered" in the log: its error says why. Twilio went on to the number's fallback URL, unless an errorReply is set.`,
    }),
    authToken: alarm('AuthToken', {
      metric: gateway.metricRejected({ reason: RejectionReason.NO_AUTH_TOKEN }),
      threshold: 1,
      description: `${name}: no text is answered, since the secret holds no Twilio auth token or cannot be read. Look for "reason":"no_auth_token" in the log: detail describes the problem, and remedy is the command that fixes it.`,
    }),
    signedButRejected: alarm('SignedButRejected', {
      metric: gateway.metricSignedButRejected(),
      threshold: 1,
      description: `${name}: a signed request was rejected. If texts go unanswered: was the auth token rotated at Twilio but not in the secret, or is the URL at Twilio another than those under urls in the log? If not, somebody forged it.`,
    }),
    rejections: alarm('Rejections', {
      metric: gateway.metricRejected(),
      threshold: FLOOD,
      periods: { bad: 2, of: 2 },
      description: `${name}: ${FLOOD} requests or more in 5 minutes were rejected, twice in a row. If texts are answered all the same, it is a flood, which costs money: the access log has its addresses; throttle the API or put AWS WAF in front.`,
    }),
    duration: alarm('Duration', {
      metric: gateway.metricDuration(),
      threshold: SLOW.toMilliseconds(),
      periods: { bad: 2, of: 3 },
      description: `${name}: answers take ${SLOW.toSeconds()} seconds and more, and Twilio waits 15. Look at handlerMs in the log: make the reply handler faster, or use ReplyMode.asynchronous().`,
    }),
    crashes: alarm('Crashes', {
      metric: gateway.webhookFunction.metricErrors(),
      threshold: 1,
      description: `${name}: Lambda ended the function while it answered. Look for "platform.report" with a status other than success in the log: time-out, memory, or a reply handler that blocks or ends the process.`,
    }),
    throttles: alarm('Throttles', {
      metric: gateway.webhookFunction.metricThrottles(),
      threshold: 1,
      description: `${name}: texts were turned away since Lambda ran as many functions as it may. Raise the account's concurrency quota or the function's reserved concurrency, or find out what uses it up.`,
    }),
    ...(gateway.deadLetterQueue && {
      deadLetters: alarm('DeadLetters', {
        metric: gateway.metricDeadLetters(),
        threshold: 1,
        description: `${name}: texts that could not be answered are in the dead-letter queue, each for 14 days. The attributes Reason and Detail of each say why. Mend that, then redrive or delete them.`,
      }),
    }),
    ...(gateway.deduplicationTable && {
      deduplicationUnavailable: alarm('DeduplicationUnavailable', {
        metric: gateway.metricDeduplicationUnavailable(),
        threshold: 1,
        description: `${name}: the table of deduplication could not be used, so a text that came twice was answered twice, or rejected if that is what failureMode says. Look for "unavailable" in the log: detail has the error.`,
      }),
    }),
  };
}

function createAlarm(scope: Construct, id: string, settings: AlarmSettings, topic?: sns.ITopic): cloudwatch.Alarm {
  const { metric, threshold, description, periods = { bad: 1, of: 1 } } = settings;
  const alarm = metric.createAlarm(scope, id, {
    alarmDescription: description,
    threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods.of,
    datapointsToAlarm: periods.bad,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, // no line in the log means that nothing came
  });
  if (topic) {
    const action = new actions.SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
  return alarm;
}
