import { Annotations, Names, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** The log lines that a metric counts or takes its values from. */
export interface LogFilter {
  readonly logGroup: logs.ILogGroup;
  readonly pattern: logs.JsonPattern;
  /** Field with the value, such as `$.durationMs`. The pattern must name it. @default - each line counts as 1 */
  readonly field?: string;
}

/** A metric that CloudWatch Logs derives from log lines: the function spends no time on it. */
export interface LogMetric {
  readonly name: string;
  readonly unit: cloudwatch.Unit;
  readonly statistic: string;
  /** For each dimension, the field of the line that tells the series apart, and its value in this series. */
  readonly dimensions?: Record<string, { readonly field: string; readonly value: string }>;
  /** All filters count towards the same metric. */
  readonly filters: readonly LogFilter[];
}

/**
 * Returns a metric of a gateway, and creates its metric filters on first use: a gateway that nobody monitors pays for
 * no custom metric.
 *
 * @throws Error for a log group whose class has no metric filters
 */
export function logMetric(gateway: Construct, metric: LogMetric, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
  const { name: metricName, unit, statistic, dimensions = {}, filters } = metric;
  filters.forEach(({ logGroup }) => {
    assertHasMetricFilters(gateway, logGroup);
    warnIfShared(gateway, logGroup);
  });
  const metricNamespace = namespaceOf(gateway);
  const id = [metricName, ...Object.values(dimensions).map(({ value }) => value)].join('-');
  const scopes = gateway.node.tryFindChild('Metrics') ?? new Construct(gateway, 'Metrics');
  if (!scopes.node.tryFindChild(id)) {
    const scope = new Construct(scopes, id);
    const isSeries = Object.keys(dimensions).length > 0;
    filters.forEach(({ logGroup, pattern, field }, index) => new logs.MetricFilter(scope, `Filter${index + 1}`, {
      logGroup,
      filterPattern: pattern,
      metricNamespace,
      metricName,
      metricValue: field ?? '1',
      unit,
      // A count is 0, not missing, while only other lines come in. CloudWatch Logs allows no default with dimensions.
      defaultValue: unit === cloudwatch.Unit.COUNT && !isSeries ? 0 : undefined,
      dimensions: isSeries ? mapValues(dimensions, ({ field: dimension }) => dimension) : undefined,
    }));
  }
  return new cloudwatch.Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: mapValues(dimensions, ({ value }) => value),
    statistic,
    ...props,
  }).attachTo(gateway);
}

/** Source: Amazon CloudWatch Logs, "Log classes". The class of an imported log group is unknown. */
function assertHasMetricFilters(gateway: Construct, logGroup: logs.ILogGroup): void {
  const resource = logGroup.node.defaultChild;
  const logClass = resource instanceof logs.CfnLogGroup ? resource.logGroupClass : undefined;
  if (logClass === undefined || Token.isUnresolved(logClass) || logClass === logs.LogGroupClass.STANDARD) { return; }

  throw new Error(
    `${gateway.node.path}: metrics, alarms and the dashboard need a log group of the class STANDARD, since only that ` +
    `class has metric filters, got ${logGroup.node.path} of the class ${logClass}. ` +
    'Give logGroup another log group (the class of an existing one cannot change), or leave the metrics out.');
}

/** The gateway that first made a metric from a log group. */
const USERS = new WeakMap<logs.ILogGroup, Construct>();

function warnIfShared(gateway: Construct, logGroup: logs.ILogGroup): void {
  const user = USERS.get(logGroup) ?? gateway;
  USERS.set(logGroup, user);
  if (user === gateway) { return; }

  Annotations.of(gateway).addWarningV2(
    'cdk-twilio-sms-gateway:sharedLogGroup',
    `The log group ${logGroup.node.path} is also the one of ${user.node.path}. A line does not name its gateway, so the ` +
    'metrics, alarms and dashboard of each count the messages of both. Give each gateway a log group of its own.');
}

/**
 * Each gateway has its own namespace, made of the stack's name and the gateway's path: a metric filter takes dimensions
 * only from fields of a line, and no line names its gateway. It holds no token, since an alarm may be in another stack.
 */
function namespaceOf(gateway: Construct): string {
  return `TwilioSmsGateway/${Names.uniqueResourceName(gateway, { maxLength: 200, separator: '-' })}`;
}

function mapValues<From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}
