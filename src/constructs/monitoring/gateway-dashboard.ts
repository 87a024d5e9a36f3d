import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import * as metrics from './gateway-metrics';
import { LogMetric, logMetric } from './log-metric';
import type { MonitoredResources } from './monitored-resources';

/** A row of the dashboard is 24 units wide. */
const THIRD = { width: 8, height: 6 };
const HALF = { width: 12, height: 6 };

/**
 * Rejected requests by reason, floods included. A log query costs money only while somebody looks at it; a metric for
 * each reason would cost money all the time.
 */
const REJECTIONS = [
  'fields coalesce(count, 1) as requests',
  'filter outcome = "rejected"',
  'stats sum(requests) as rejected by reason',
  'sort rejected desc',
];

const NOT_ANSWERED = [
  'fields @timestamp, messageSid, outcome, reason, detail, error.message',
  'filter outcome in ["rejected", "failed", "dead_lettered"]',
  'sort @timestamp desc',
  'limit 20',
];

/** Creates the dashboard, and the metrics that it shows. */
export function addGatewayDashboard(
  gateway: Construct & MonitoredResources,
  dashboardName?: string,
): cloudwatch.Dashboard {
  const { webhookFunction, replyFunction, deadLetterQueue, deduplicationTable } = gateway;
  const metricOf = (metric: LogMetric, options?: cloudwatch.MetricOptions) => logMetric(gateway, metric, options);
  const logGroupNames = [...new Set([webhookFunction, replyFunction].map(({ logGroup }) => logGroup.logGroupName))];
  return new cloudwatch.Dashboard(gateway, 'Dashboard', {
    dashboardName,
    widgets: [
      [
        new cloudwatch.GraphWidget({
          title: 'Messages',
          left: [
            metrics.received,
            metrics.replied,
            metrics.suppressed,
            metrics.statusCallbacks,
            ...(deduplicationTable ? [metrics.duplicates] : []),
          ].map((metric) => metricOf(metric(gateway))),
          ...THIRD,
        }),
        new cloudwatch.GraphWidget({
          title: 'Not answered',
          left: [
            metricOf(metrics.failed(gateway)),
            metricOf(metrics.rejected(gateway)),
            ...(deadLetterQueue ? [metrics.deadLetters(deadLetterQueue)] : []),
          ],
          ...THIRD,
        }),
        new cloudwatch.GraphWidget({
          title: 'Milliseconds',
          left: ['p50', 'p99'].flatMap((statistic) => [
            metricOf(metrics.duration(gateway), { statistic, label: `Answer ${statistic}` }),
            metricOf(metrics.handlerDuration(gateway), { statistic, label: `Reply handler ${statistic}` }),
          ]),
          ...THIRD,
        }),
      ],
      [
        new cloudwatch.LogQueryWidget({ title: 'Rejected, by reason', logGroupNames, queryLines: REJECTIONS, ...HALF }),
        new cloudwatch.GraphWidget({
          title: 'Function',
          left: [
            webhookFunction.metricInvocations(),
            webhookFunction.metricErrors(),
            webhookFunction.metricThrottles(),
          ],
          ...HALF,
        }),
      ],
      [
        new cloudwatch.LogQueryWidget({
          title: 'Not answered, latest 20',
          logGroupNames,
          queryLines: NOT_ANSWERED,
          width: 24,
          height: 8,
        }),
      ],
    ],
  });
}
