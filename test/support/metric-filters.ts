import { Template } from 'aws-cdk-lib/assertions';
import { matchesJsonPattern, valueAt } from './json-pattern';

/** A metric filter of a template. */
export interface MetricFilter {
  /** Logical id of its log group, or its name. */
  readonly logGroup: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
  readonly defaultValue?: number;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metric filters of a template. */
export function metricFiltersOf(template: Template): MetricFilter[] {
  return Object.values(template.findResources('AWS::Logs::MetricFilter')).map(({ Properties: properties }) => {
    const [transformation] = properties.MetricTransformations;
    return {
      logGroup: properties.LogGroupName.Ref ?? properties.LogGroupName,
      pattern: properties.FilterPattern,
      namespace: transformation.MetricNamespace,
      name: transformation.MetricName,
      value: transformation.MetricValue,
      defaultValue: transformation.DefaultValue,
      dimensions: Object.fromEntries((transformation.Dimensions ?? []).map(
        ({ Key, Value }: { Key: string; Value: string }) => [Key, Value],
      )),
    };
  });
}

/**
 * The values that CloudWatch Logs would publish of the lines, by metric: `Rejected` or, with dimensions,
 * `Rejected Reason=too_large`. Without the default values, which add nothing to a sum.
 */
export function published(filters: readonly MetricFilter[], lines: readonly string[]): Record<string, number[]> {
  const values: Record<string, number[]> = {};
  for (const { pattern, name, value, dimensions } of filters) {
    for (const line of lines.map((text) => JSON.parse(text)).filter((parsed) => matchesJsonPattern(pattern, parsed))) {
      const series = [name, ...Object.entries(dimensions).map(([key, field]) => `${key}=${valueAt(line, field)}`)].join(' ');
      (values[series] ??= []).push(value.startsWith('$') ? Number(valueAt(line, value)) : Number(value));
    }
  }
  return values;
}

/** The values of an alarm on the statistic Sum. */
export function sums(values: Record<string, number[]>): Record<string, number> {
  return Object.fromEntries(Object.entries(values)
    .map(([name, all]) => [name, all.reduce((sum, value) => sum + value, 0)]));
}
