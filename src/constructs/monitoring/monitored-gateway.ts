import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { addGatewayAlarms, GatewayAlarms } from './gateway-alarms';
import { addGatewayDashboard } from './gateway-dashboard';
import * as metrics from './gateway-metrics';
import { logMetric } from './log-metric';
import type { RejectionReason } from './rejection-reason';

/** Options of `metricRejected`. */
export interface RejectedMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Counts only the requests that were rejected for this reason.
   *
   * @default - requests rejected for any reason are counted
   */
  readonly reason?: RejectionReason;
}

/**
 * The metrics, alarms and dashboard of a gateway. CloudWatch Logs derives the metrics from the functions' log lines,
 * with metric filters that are created when a metric is first used. A metric counts from then on and is charged as a
 * custom metric.
 *
 * @internal a base class that jsii leaves out: its members become those of `TwilioSmsGateway`
 */
export abstract class MonitoredGateway extends Construct {
  /** The function that verifies the requests and answers them. */
  public abstract readonly webhookFunction: lambda.Function;

  /** The function that runs the reply handler: `webhookFunction`, or the worker in asynchronous mode. */
  public abstract readonly replyFunction: lambda.Function;

  /**
   * The dead-letter queue (asynchronous mode only). Messages are kept for 14 days with the failure reason in their
   * attributes.
   */
  public abstract readonly deadLetterQueue?: sqs.IQueue;

  /** The table that remembers handled messages (with `deduplication` only). */
  public abstract readonly deduplicationTable?: dynamodb.ITable;

  /**
   * Number of messages received: verified requests with a message. A message that Twilio delivers twice counts twice.
   * With `deduplication`, its duplicates are counted by `metricDuplicates` instead.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricReceived(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.received(this), props);
  }

  /**
   * Number of messages that got a reply, or the acknowledgement of a target such as a queue. In asynchronous mode it
   * counts the messages that the worker replied to.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricReplied(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.replied(this), props);
  }

  /**
   * Number of replies that were suppressed: their message opted the sender out, so Twilio would have rejected the
   * reply.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricSuppressed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.suppressed(this), props);
  }

  /**
   * Number of messages not answered because the reply handler failed. In asynchronous mode it counts messages that the
   * queue did not take or whose last attempt failed. Messages answered with `errorReply` count too.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.failed(this), props);
  }

  /**
   * Number of requests rejected. Anybody on the internet can send such requests.
   *
   * @param props by default the sum over 5 minutes, for all reasons
   */
  public metricRejected(props: RejectedMetricOptions = {}): cloudwatch.Metric {
    const { reason, ...options } = props;
    return logMetric(this, metrics.rejected(this, reason), options);
  }

  /**
   * Number of requests that were signed and yet rejected, so they may have come from Twilio. The signature was made
   * with another auth token, with a SharedKey that the gateway does not have, or for another URL. Or the account is not
   * the one in the secret, or the parameters are not those of a message.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricSignedButRejected(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.signedButRejected(this), props);
  }

  /**
   * Number of duplicates: messages that Twilio delivered again, or that somebody else replayed. The reply handler did
   * not run for them. Always 0 without `deduplication`.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricDuplicates(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.duplicates(this), props);
  }

  /**
   * Number of messages answered while the deduplication table was unavailable, or rejected with
   * `DeduplicationFailureMode.FAIL_CLOSED`. In asynchronous mode the worker's attempts count too.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricDeduplicationUnavailable(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.deduplicationUnavailable(this), props);
  }

  /**
   * Number of status callbacks received: Twilio's reports on messages that were sent.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricStatusCallbacks(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.statusCallbacks(this), props);
  }

  /**
   * Number of signed requests whose parameters look as if somebody had moved characters between them, although a
   * parameter that Twilio adds may look the same. The log line has the trace as `suspicious`. With
   * `SuspiciousMessages.REJECT` they are rejected, and count as rejected, too.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricSuspicious(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.suspicious(this), props);
  }

  /**
   * Number of webhooks of other Twilio products: Conversations, or clicks on shortened links. They mean that the
   * gateway's URL is set there, too. They get an empty answer.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricOtherWebhooks(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.otherWebhooks(this), props);
  }

  /**
   * Time that the webhook took to answer a message, in milliseconds, without the cold start. Twilio waits 15 seconds,
   * cold start included.
   *
   * @param props by default the 99th percentile over 5 minutes
   */
  public metricDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.duration(this), props);
  }

  /**
   * Time that the reply handler took for a message, in milliseconds. In asynchronous mode: time of one attempt of the
   * worker, sending included.
   *
   * @param props by default the 99th percentile over 5 minutes
   */
  public metricHandlerDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.handlerDuration(this), props);
  }

  /**
   * Number of messages in the dead-letter queue (asynchronous mode only). An alarm on a value above 0 reports every
   * message that was not answered.
   *
   * @param props by default the maximum over 5 minutes
   * @throws Error in synchronous mode, which has no dead-letter queue
   */
  public metricDeadLetters(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (!this.deadLetterQueue) {
      throw new Error(
        `${this.node.path}: ` +
        'metricDeadLetters needs ReplyMode.asynchronous(), got a synchronous gateway without a dead-letter queue. ' +
        'Set replyMode, or leave the metric out.');
    }
    return metrics.deadLetters(this.deadLetterQueue, props);
  }

  /**
   * Creates an alarm for each cause of unanswered messages. Its description says what happened and what to do;
   * docs/operations.md says more. Call it once for each gateway.
   *
   * @param topic is notified when an alarm goes off, and when it is over
   */
  public addAlarms(topic?: sns.ITopic): GatewayAlarms {
    return addGatewayAlarms(this, topic);
  }

  /**
   * Creates a CloudWatch dashboard with the metrics, the rejected requests by reason and the latest messages that were
   * not answered. Call it once for each gateway.
   *
   * @param dashboardName letters, digits, `-` and `_`; by default CloudFormation generates a name
   */
  public addDashboard(dashboardName?: string): cloudwatch.Dashboard {
    return addGatewayDashboard(this, dashboardName);
  }
}
