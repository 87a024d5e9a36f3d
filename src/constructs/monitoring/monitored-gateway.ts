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
   * Counts the requests that were rejected for this reason only.
   *
   * @default - all of them
   */
  readonly reason?: RejectionReason;
}

/**
 * What can be seen of a gateway. CloudWatch makes the metrics of the lines that the functions log, with metric filters that
 * are created when a metric is asked for first. Each metric is charged as a custom metric, and counts from then on.
 *
 * @internal a base class that jsii leaves out: its members are those of `TwilioSmsGateway`
 */
export abstract class MonitoredGateway extends Construct {
  /** The function that verifies the requests and answers them. */
  public abstract readonly webhookFunction: lambda.Function;

  /** The function in which the reply handler runs: the `webhookFunction`, or in asynchronous mode the worker. */
  public abstract readonly replyFunction: lambda.Function;

  /** In asynchronous mode, where the texts are that could not be answered: each for 14 days, with the reason in its attributes. */
  public abstract readonly deadLetterQueue?: sqs.IQueue;

  /** Where `deduplication` is on, the table that remembers the texts. */
  public abstract readonly deduplicationTable?: dynamodb.ITable;

  /**
   * How many texts came: requests that Twilio signed, with a message. A text that Twilio sends twice counts twice, but with
   * `deduplication` its copies are counted by `metricDuplicates` instead.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricReceived(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.received(this), props);
  }

  /**
   * How many texts got a reply, or an acknowledgement of a target such as a queue. In asynchronous mode those that the worker
   * answered.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricReplied(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.replied(this), props);
  }

  /**
   * How many replies were suppressed, since the text opted its sender out and Twilio would have rejected them.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricSuppressed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.suppressed(this), props);
  }

  /**
   * How many texts were not answered since something failed: the reply handler, or in asynchronous mode the queue or the last
   * attempt. Those that `errorReply` was sent for count, too.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.failed(this), props);
  }

  /**
   * How many requests were rejected. Anybody can send some.
   *
   * @param props by default the sum over 5 minutes, of all reasons
   */
  public metricRejected(props: RejectedMetricOptions = {}): cloudwatch.Metric {
    const { reason, ...options } = props;
    return logMetric(this, metrics.rejected(this, reason), options);
  }

  /**
   * How many requests were rejected though they were signed, by Twilio as it may be: with another auth token, for another URL or
   * account, or with parameters that no message has.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricSignedButRejected(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.signedButRejected(this), props);
  }

  /**
   * How many copies of texts came: what Twilio delivered again, or somebody else sent again. The reply handler did not run for them.
   * There are none without `deduplication`.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricDuplicates(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.duplicates(this), props);
  }

  /**
   * How many texts were answered, or with `DeduplicationFailureMode.FAIL_CLOSED` rejected, while the table of `deduplication` could not be used. In
   * asynchronous mode attempts of the worker count, too.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricDeduplicationUnavailable(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.deduplicationUnavailable(this), props);
  }

  /**
   * How many status callbacks came: what Twilio tells of messages that were sent.
   *
   * @param props by default the sum over 5 minutes
   */
  public metricStatusCallbacks(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.statusCallbacks(this), props);
  }

  /**
   * How long the webhook took to answer a text, in milliseconds, without a cold start. Twilio waits 15 seconds, that included.
   *
   * @param props by default the 99th percentile over 5 minutes
   */
  public metricDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.duration(this), props);
  }

  /**
   * How long the reply handler took for a text, in milliseconds. In asynchronous mode how long an attempt of the worker took,
   * sending included.
   *
   * @param props by default the 99th percentile over 5 minutes
   */
  public metricHandlerDuration(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return logMetric(this, metrics.handlerDuration(this), props);
  }

  /**
   * How many texts are in the dead-letter queue of the asynchronous mode. An alarm above 0 tells of each that was not answered.
   *
   * @throws Error in synchronous mode, which has no such queue
   */
  public metricDeadLetters(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (!this.deadLetterQueue) {
      throw new Error(`${this.node.path}: metricDeadLetters is for ReplyMode.asynchronous(), got a gateway that answers synchronously and has no dead-letter queue. Set replyMode, or leave the metric out.`);
    }
    return this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', ...props });
  }

  /**
   * Creates an alarm for each way in which texts go unanswered. What each means and what to do is in its description, and in
   * docs/operations.md. Once for each gateway.
   *
   * @param topic is told when an alarm goes off, and when it is over
   */
  public addAlarms(topic?: sns.ITopic): GatewayAlarms {
    return addGatewayAlarms(this, topic);
  }

  /**
   * Creates a CloudWatch dashboard with the metrics, and the requests that were rejected and the texts that failed last. Once
   * for each gateway.
   *
   * @param dashboardName letters, digits, `-` and `_`; by default CloudFormation makes one up
   */
  public addDashboard(dashboardName?: string): cloudwatch.Dashboard {
    return addGatewayDashboard(this, dashboardName);
  }
}
