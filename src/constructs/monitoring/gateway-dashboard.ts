import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { MonitoredGateway } from './monitored-gateway';

/** Widgets fill a row of 24 units. */
const THIRD = { width: 8, height: 6 };
const HALF = { width: 12, height: 6 };

/** Requests that were rejected, by reason, flood included. A query costs when it is looked at; a metric a reason, always. */
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
export function addGatewayDashboard(gateway: MonitoredGateway, dashboardName?: string): cloudwatch.Dashboard {
  const { webhookFunction, replyFunction } = gateway;
  const logGroupNames = [...new Set([webhookFunction, replyFunction].map(({ logGroup }) => logGroup.logGroupName))];
  return new cloudwatch.Dashboard(gateway, 'Dashboard', {
    dashboardName,
    widgets: [
      [
        new cloudwatch.GraphWidget({
          title: 'Texts',
          left: [gateway.metricReceived(), gateway.metricReplied(), gateway.metricSuppressed(), gateway.metricStatusCallbacks()],
          ...THIRD,
        }),
        new cloudwatch.GraphWidget({
          title: 'Not answered',
          left: [gateway.metricFailed(), gateway.metricRejected(), ...(gateway.deadLetterQueue ? [gateway.metricDeadLetters()] : [])],
          ...THIRD,
        }),
        new cloudwatch.GraphWidget({
          title: 'Milliseconds',
          left: ['p50', 'p99'].flatMap((statistic) => [
            gateway.metricDuration({ statistic, label: `Answer ${statistic}` }),
            gateway.metricHandlerDuration({ statistic, label: `Reply handler ${statistic}` }),
          ]),
          ...THIRD,
        }),
      ],
      [
        new cloudwatch.LogQueryWidget({ title: 'Rejected, by reason', logGroupNames, queryLines: REJECTIONS, ...HALF }),
        new cloudwatch.GraphWidget({
          title: 'Function',
          left: [webhookFunction.metricInvocations(), webhookFunction.metricErrors(), webhookFunction.metricThrottles()],
          ...HALF,
        }),
      ],
      [
        new cloudwatch.LogQueryWidget({ title: 'Not answered, the last ones', logGroupNames, queryLines: NOT_ANSWERED, width: 24, height: 8 }),
      ],
    ],
  });
}
