import { App, NestedStack, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RejectionReason, ReplyMode, TwilioSmsGateway, TwilioSmsGatewayProps } from '../../../src';
import type { Reason } from '../../../src/runtime/log/rejection';
import { LoggingGateway, REQUESTS } from '../../support/gateway-log';
import { metricFiltersOf, published, sums } from '../../support/metric-filters';
import { gatewayIn } from '../../support/synthesize';
import { fakeWorker, inboundMessage, MAX_ATTEMPTS, queueRecord } from '../../support/worker';

const REASONS = Object.values(RejectionReason);

/** A gateway whose every metric was asked for. */
function watched(props: TwilioSmsGatewayProps = {}) {
  const { stack, gateway, template } = gatewayIn(props);
  const metrics = metricsOf(gateway);
  const logGroupOf = (logGroup: logs.ILogGroup): string => stack.resolve(logGroup.logGroupName).Ref;
  const filters = metricFiltersOf(template());
  return {
    metrics,
    ofWebhook: filters.filter(({ logGroup }) => logGroup === logGroupOf(gateway.webhookFunction.logGroup)),
    ofWorker: filters.filter(({ logGroup }) => logGroup === logGroupOf(gateway.replyFunction.logGroup)),
  };
}

function metricsOf(gateway: TwilioSmsGateway): cloudwatch.Metric[] {
  return [
    gateway.metricReceived(), gateway.metricReplied(), gateway.metricSuppressed(), gateway.metricFailed(),
    gateway.metricRejected(),
    ...REASONS.map((reason) => gateway.metricRejected({ reason })), gateway.metricSignedButRejected(),
    gateway.metricStatusCallbacks(), gateway.metricSuspicious(), gateway.metricOtherWebhooks(),
    gateway.metricDuration(), gateway.metricHandlerDuration(),
  ];
}

/** The metrics of each request, without its reason, which has the name of the request. */
const COUNTED: Record<keyof typeof REQUESTS, Record<string, number>> = {
  replied: { Received: 1, Replied: 1, Duration: 70, HandlerDuration: 70 },
  no_reply: { Received: 1, Duration: 70, HandlerDuration: 70 },
  reply_suppressed: { Received: 1, Suppressed: 1, Duration: 70, HandlerDuration: 70 },
  status_callback: { StatusCallbacks: 1 },
  other_webhook: { OtherWebhooks: 1 },
  suspicious: { Suspicious: 1, Received: 1, Replied: 1, Duration: 70, HandlerDuration: 70 },
  probe: {},
  not_a_webhook: { Rejected: 1 },
  too_large: { Rejected: 1 },
  no_signature: { Rejected: 1 },
  wrong_signature: { Rejected: 1, SignedButRejected: 1 },
  shared_key: { Rejected: 1, SignedButRejected: 1 },
  wrong_account: { Rejected: 1, SignedButRejected: 1 },
  invalid_message: { Rejected: 1, SignedButRejected: 1 },
};

describe('the lines of the webhook', () => {
  const { ofWebhook } = watched();

  test.each(Object.entries(COUNTED).map(([name, counted]) => ({ name, counted })))('count a request of the kind $name', async ({ name, counted }) => {
    const gateway = new LoggingGateway();
    gateway.reply = ({ body }) => { gateway.clock.advance(70); return body; };
    await gateway.send(REQUESTS[name as keyof typeof REQUESTS]);

    const isRejected = REASONS.some((reason) => reason === name);
    expect(sums(published(ofWebhook, gateway.lines))).toEqual({
      ...counted,
      ...(isRejected && { [`Rejected Reason=${name}`]: 1 }),
    });
  });

  test('count a secret without a token', async () => {
    const gateway = new LoggingGateway();
    gateway.hasToken = false;
    await gateway.send(REQUESTS.replied);

    expect(sums(published(ofWebhook, gateway.lines))).toEqual({ 'Rejected': 1, 'Rejected Reason=no_auth_token': 1 });
  });

  test('count a reply handler that fails', async () => {
    const gateway = new LoggingGateway();
    gateway.reply = () => { gateway.clock.advance(9); throw new Error('boom'); };
    await gateway.send(REQUESTS.replied);

    expect(sums(published(ofWebhook, gateway.lines))).toEqual({
      Received: 1,
      Failed: 1,
      Duration: 9,
      HandlerDuration: 9,
    });
  });

  test('count an internal error', async () => {
    const gateway = new LoggingGateway();
    Object.defineProperty(gateway, 'keys', { value: () => { throw new TypeError('boom'); } });
    await gateway.send(REQUESTS.replied);

    expect(sums(published(ofWebhook, gateway.lines))).toEqual({ Failed: 1 });
  });

  test('a flood of rejections counts with every request, though few lines are written', async () => {
    const gateway = new LoggingGateway();
    for (let i = 0; i < 300; i++) {
      await gateway.send(REQUESTS.wrong_signature);
      gateway.clock.advance(20);
    }
    gateway.clock.advance(1000);
    await gateway.send(REQUESTS.wrong_signature);

    expect(gateway.lines.length).toBeLessThan(30);
    expect(sums(published(ofWebhook, gateway.lines))).toEqual({
      'Rejected': 301,
      'Rejected Reason=wrong_signature': 301,
      'SignedButRejected': 301,
    });
  });
});

describe('the lines of a worker', () => {
  const { ofWebhook, ofWorker } = watched({ replyMode: ReplyMode.asynchronous() });
  const lineOf = async (worker: ReturnType<typeof fakeWorker>, receiveCount = 1) => {
    await worker.attempt(queueRecord(inboundMessage(), { receiveCount }));
    return worker.log.map((entry) => JSON.stringify(entry));
  };

  test('are distinct from the lines of the webhook, which only received the message', async () => {
    const gateway = new LoggingGateway();
    await gateway.send(REQUESTS.replied);

    expect(sums(published(ofWebhook, gateway.lines))).toEqual({ Received: 1, Duration: 0 });
    expect(published(ofWorker, gateway.lines)).toEqual({});
    expect(published(ofWebhook, await lineOf(fakeWorker(() => 'Hi')))).toEqual({});
  });

  test('count a reply', async () => {
    expect(sums(published(ofWorker, await lineOf(fakeWorker(() => 'Hi'))))).toEqual({ Replied: 1, HandlerDuration: 0 });
  });

  test('count a message that fails when it is given up', async () => {
    const fails = () => fakeWorker(() => { throw new Error('boom'); });

    expect(sums(published(ofWorker, await lineOf(fails())))).toEqual({ HandlerDuration: 0 });
    expect(sums(published(ofWorker, await lineOf(fails(), MAX_ATTEMPTS)))).toEqual({ Failed: 1, HandlerDuration: 0 });
  });
});

describe('a metric', () => {
  test('that nobody uses has no filter', () => {
    gatewayIn().template().resourceCountIs('AWS::Logs::MetricFilter', 0);
  });

  test('that is used twice has its filters once', () => {
    const { gateway, template } = gatewayIn();
    gateway.metricReceived();
    gateway.metricReceived({ statistic: 'Average' });

    template().resourceCountIs('AWS::Logs::MetricFilter', 1);
  });

  test('is the one that its filters make', () => {
    const { metrics, ofWebhook } = watched();
    const made = ofWebhook.map(({ namespace, name, dimensions }) => [namespace, name, Object.keys(dimensions)]);

    for (const { namespace, metricName, dimensions = {} } of metrics) {
      expect(made).toContainEqual([namespace, metricName, Object.keys(dimensions)]);
    }
    expect(metrics.every(({ namespace }) => /^TwilioSmsGateway\/Stack-Sms-[0-9A-F]{8}$/.test(namespace))).toBe(true);
  });

  test('takes options as any metric does', () => {
    const { gateway } = gatewayIn();

    expect(gateway.metricRejected()).toMatchObject({ statistic: 'Sum', dimensions: {} });
    expect(gateway.metricDuration({
      statistic: 'Maximum',
      label: 'Slowest',
    })).toMatchObject({ statistic: 'Maximum', label: 'Slowest' });
    expect(gateway.metricRejected({ reason: RejectionReason.TOO_LARGE }))
      .toMatchObject({ dimensions: { Reason: 'too_large' } });
  });

  test('of a count is 0 while other lines come, unless it has dimensions, with which CloudWatch Logs allows no default', () => {
    for (const { name, dimensions, defaultValue } of watched().ofWebhook) {
      expect([name, defaultValue]).toEqual([
        name,
        Object.keys(dimensions).length > 0 || name.endsWith('Duration') ? undefined : 0,
      ]);
    }
  });

  test('is derived from the user\'s log group', () => {
    const { gateway, template } = gatewayIn((stack) => ({
      logGroup: logs.LogGroup.fromLogGroupName(stack, 'Mine', 'my-logs'),
    }));
    gateway.metricReceived();

    expect(metricFiltersOf(template())).toMatchObject([{ logGroup: 'my-logs' }]);
  });
});

test('each gateway has its own metrics: in a stack, in stacks, in stacks of the same id with other names, in nested stacks', () => {
  const stackOf = (stackName?: string) => new Stack(new App(), 'Stack', { stackName });
  const twice = stackOf();
  const scopes = [twice, twice, stackOf('prod'), stackOf('test'), new NestedStack(stackOf('nesting'), 'Nested')];
  const namespaces = scopes.map((scope, index) => new TwilioSmsGateway(scope, scope === twice ? `Sms${index}` : 'Sms').metricReceived().namespace);

  expect(new Set(namespaces).size).toBe(scopes.length);
  expect(namespaces.every((namespace) => /^[\w/-]+$/.test(namespace))).toBe(true); // and no token
});

test('the reasons are those of the runtime, except handler_failed, which is no rejection', () => {
  const reasons: Record<Exclude<Reason, 'handler_failed'>, RejectionReason> = {
    not_a_webhook: RejectionReason.NOT_A_WEBHOOK,
    too_large: RejectionReason.TOO_LARGE,
    no_signature: RejectionReason.NO_SIGNATURE,
    wrong_signature: RejectionReason.WRONG_SIGNATURE,
    shared_key: RejectionReason.SHARED_KEY,
    wrong_account: RejectionReason.WRONG_ACCOUNT,
    invalid_message: RejectionReason.INVALID_MESSAGE,
    no_auth_token: RejectionReason.NO_AUTH_TOKEN,
    no_signing_key: RejectionReason.NO_SIGNING_KEY,
    deduplication_unavailable: RejectionReason.DEDUPLICATION_UNAVAILABLE,
  };

  expect(Object.keys(reasons).sort()).toEqual(Object.values(reasons).sort());
  expect(REASONS.sort()).toEqual(Object.values(reasons).sort());
});

test('all metrics together fit into the quota of filters for a log group', () => {
  expect(watched().ofWebhook.length).toBeLessThanOrEqual(100); // Source: Amazon CloudWatch Logs, "PutMetricFilter"
});
