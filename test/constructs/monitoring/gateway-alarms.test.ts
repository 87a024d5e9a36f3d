import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Template } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ReplyMode } from '../../../src';
import { DeduplicatingGateway } from '../../support/deduplicating';
import { httpApi, type RequestToSend } from '../../support/events';
import { LoggingGateway, REQUESTS, text } from '../../support/gateway-log';
import { LambdaProcess } from '../../support/lambda-process';
import { AUTH_TOKEN, SECRET_ARN } from '../../support/messages';
import { metricFiltersOf, published } from '../../support/metric-filters';
import { fromRoot } from '../../support/paths';
import { SecretsManagerServer } from '../../support/secrets-manager-server';
import { gatewayIn } from '../../support/synthesize';
import { TableServer } from '../../support/table-server';
import { fakeWorker, inboundMessage, MAX_ATTEMPTS, queueRecord } from '../../support/worker';

const IDS = ['Failures', 'AuthToken', 'SignedButRejected', 'Rejections', 'Duration', 'Crashes', 'Throttles'];
const ALL_IDS = [...IDS, 'DeadLetters', 'DeduplicationUnavailable'];

function alarmed(props: Parameters<typeof gatewayIn>[0] = {}, withTopic = false) {
  const { stack, gateway, template } = gatewayIn(props);
  const topic = withTopic ? new sns.Topic(stack, 'Topic') : undefined;
  const alarms = gateway.addAlarms(topic);
  return { stack, gateway, topic, alarms, template: template() };
}

function alarmsOf(template: Template): Record<string, any> {
  return Object.fromEntries(Object.entries<any>(template.findResources('AWS::CloudWatch::Alarm'))
    .map(([id, { Properties: properties }]) => [id.replace(/^SmsAlarms|[0-9A-F]{8}$/g, ''), properties]));
}

describe('an alarm', () => {
  const { template } = alarmed({ replyMode: ReplyMode.asynchronous(), deduplication: {} });
  const alarms = alarmsOf(template);

  test('exists for each cause of unanswered messages', () => {
    expect(Object.keys(alarmsOf(alarmed().template)).sort()).toEqual([...IDS].sort());
    expect(Object.keys(alarms).sort()).toEqual([...ALL_IDS].sort());
  });

  test.each(ALL_IDS.map((id) => ({ id })))('$id says which gateway it is for, what happened and what to do', ({ id }) => {
    const { AlarmDescription: description } = alarms[id];

    expect(description).toMatch(/^Stack\/Sms: .{20,}\. /);
    expect(description.length).toBeLessThanOrEqual(1024);
  });

  test.each(ALL_IDS.map((id) => ({ id })))('$id does not go off when no request came', ({ id }) => {
    expect(alarms[id]).toMatchObject({
      TreatMissingData: 'notBreaching',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Period: 300,
    });
  });
});

/** The value of a period that an alarm on a metric of the log would see; of a percentile at least the smallest. */
const valueOf = (template: Template, alarm: any, lines: readonly string[]): number => {
  const { MetricName: metric, Statistic: statistic, Dimensions: dimensions = [] } = alarm;
  const series = [metric, ...dimensions.map(({ Name, Value }: any) => `${Name}=${Value}`)].join(' ');
  const values = published(metricFiltersOf(template), lines)[series] ?? [];
  return statistic === 'Sum' ? values.reduce((sum, value) => sum + value, 0) : Math.min(...values);
};

describe('each alarm can fire', () => {
  const { template } = alarmed();

  test.each<{ id: string; provoke: (gateway: LoggingGateway) => Promise<unknown> }>([
    {
      id: 'Failures',
      provoke: async (gateway) => { gateway.reply = () => { throw new Error('boom'); }; await gateway.send(REQUESTS.replied); },
    },
    {
      id: 'AuthToken',
      provoke: async (gateway) => { gateway.hasToken = false; await gateway.send(REQUESTS.replied); },
    },
    { id: 'SignedButRejected', provoke: async (gateway) => gateway.send(REQUESTS.wrong_signature) },
    { id: 'SignedButRejected', provoke: async (gateway) => gateway.send(REQUESTS.shared_key) },
    {
      id: 'Rejections',
      provoke: async (gateway) => {
        for (let i = 0; i < 1010; i++) {
          await gateway.send(REQUESTS.not_a_webhook);
          gateway.clock.advance(i < 1008 ? 20 : 1000);
        }
      },
    },
    {
      id: 'Duration',
      provoke: async (gateway) => {
        gateway.reply = () => { gateway.clock.advance(10_000); };
        await gateway.send(REQUESTS.replied);
      },
    },
  ])('$id goes off by the lines of the log, and not for an answered message', async ({ id, provoke }) => {
    const alarm = alarmsOf(template)[id];
    const gateway = new LoggingGateway();
    await provoke(gateway);
    const quiet = new LoggingGateway();
    await quiet.send(REQUESTS.replied);

    expect(valueOf(template, alarm, gateway.lines)).toBeGreaterThanOrEqual(alarm.Threshold);
    expect(valueOf(template, alarm, quiet.lines)).toBeLessThan(alarm.Threshold);
  });

  test.each([
    { name: 'a webhook of another product', request: REQUESTS.other_webhook },
    { name: 'a suspicious message', request: REQUESTS.suspicious },
    { name: 'a status callback', request: REQUESTS.status_callback },
  ])('none goes off for $name', async ({ request }) => {
    const gateway = new LoggingGateway();
    for (let i = 0; i < 20; i++) await gateway.send(request);

    const watching = Object.values(alarmsOf(template)).filter(({ Namespace }: any) => Namespace.startsWith('TwilioSmsGateway/'));
    expect(watching.length).toBeGreaterThan(3);
    for (const alarm of watching) {
      const value = valueOf(template, alarm, gateway.lines);
      expect(Number.isFinite(value) ? value : 0).toBeLessThan(alarm.Threshold);
    }
  });

  test('Failures goes off by the line of a worker that gives a message up', async () => {
    const worker = fakeWorker(() => { throw new Error('boom'); });
    await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS }));
    const asynchronous = alarmed({ replyMode: ReplyMode.asynchronous() }).template;

    expect(valueOf(asynchronous, alarmsOf(asynchronous).Failures, worker.log.map((entry) => JSON.stringify(entry))))
      .toBe(1);
  });

  test.each([
    { isRequired: false, outcome: 'answered' },
    { isRequired: true, outcome: 'rejected' },
  ])('DeduplicationUnavailable goes off for a message that is $outcome while the table is unavailable', async ({ isRequired }) => {
    const table = await TableServer.start();
    try {
      const gateway = new DeduplicatingGateway({ isRequired });
      const { template: own } = alarmed({ deduplication: {} });
      const value = () =>
        valueOf(own, alarmsOf(own).DeduplicationUnavailable, gateway.log.map((entry) => JSON.stringify(entry)));
      await gateway.send(REQUESTS.replied);
      expect(value()).toBe(0);

      table.before = () => 'error';
      await gateway.send(text());
      expect(value()).toBe(1);
    } finally {
      await table.close();
    }
  });

  test.each([
    { id: 'Crashes', metric: 'Errors' },
    { id: 'Throttles', metric: 'Throttles' },
  ])('$id goes off by the metric $metric of the function', ({ id, metric }) => {
    const { stack, gateway, template: own } = alarmed();

    expect(alarmsOf(own)[id]).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: metric,
      Statistic: 'Sum',
      Threshold: 1,
      Dimensions: [{ Name: 'FunctionName', Value: stack.resolve(gateway.webhookFunction.functionName) }],
    });
  });

  test('DeadLetters goes off by the metric that SQS has for the queue', () => {
    const { stack, gateway, template: own } = alarmed({ replyMode: ReplyMode.asynchronous() });

    expect(alarmsOf(own).DeadLetters).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Threshold: 1,
      Dimensions: [{ Name: 'QueueName', Value: stack.resolve(gateway.deadLetterQueue!.queueName) }],
    });
  });
});

describe('the asset, in a process of its own, writes the lines that make', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'alarms-'));
  let server: SecretsManagerServer;
  beforeAll(async () => {
    server = await SecretsManagerServer.start(SECRET_ARN, 'secret-access-key');
    cpSync(fromRoot('assets/gateway'), folder, { recursive: true });
    writeFileSync(path.join(folder, 'reply.mjs'), 'export default () => { throw new Error("boom"); };');
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each<{ id: string; request: RequestToSend; secret: string }>([
    { id: 'Failures', request: REQUESTS.replied, secret: AUTH_TOKEN },
    { id: 'AuthToken', request: REQUESTS.replied, secret: 'no token' },
    { id: 'SignedButRejected', request: REQUESTS.wrong_signature, secret: AUTH_TOKEN },
    { id: 'SignedButRejected', request: REQUESTS.shared_key, secret: AUTH_TOKEN },
  ])('$id go off', async ({ id, request, secret }) => {
    const { template } = alarmed();
    const alarm = alarmsOf(template)[id];
    server.reset();
    server.put(secret, { createdAt: Date.now() - 86_400_000 });
    const asset = await LambdaProcess.start(folder, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_SECRET_ACCESS_KEY: 'secret-access-key',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: server.url,
      TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
      TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs',
    });
    try {
      await asset.invoke(httpApi({ ...request, receivedAt: Date.now() }));

      expect(valueOf(template, alarm, asset.printed.trim().split('\n'))).toBeGreaterThanOrEqual(alarm.Threshold);
    } finally {
      await asset.stop();
    }
  });
});

test('with a secret for SharedKeys there is an alarm for one that cannot be read', () => {
  const { stack, gateway, template } = gatewayIn();
  const signingKeySecret = secretsmanager.Secret.fromSecretNameV2(stack, 'SigningKey', 'twilio/shared-key');
  const { signingKey } = Object.assign(gateway, { signingKeySecret }).addAlarms();
  const { SigningKey: alarm } = alarmsOf(template());

  expect(signingKey).toBeDefined();
  expect(alarm.AlarmDescription).toMatch(/^Stack\/Sms: no message signed with a SharedKey .*remedy/);
  expect(valueOf(template(), alarm, [JSON.stringify({ outcome: 'rejected', reason: 'no_signing_key' })])).toBe(alarm.Threshold);
});

test('a topic is notified of each alarm and of its end', () => {
  const { stack, topic, template } = alarmed({ replyMode: ReplyMode.asynchronous() }, true);
  const arn = stack.resolve(topic!.topicArn);

  for (const alarm of Object.values(alarmsOf(template))) {
    expect(alarm).toMatchObject({ AlarmActions: [arn], OKActions: [arn] });
  }
});

test('the alarms are returned, so that each can get other actions', () => {
  const { alarms } = alarmed();

  expect(Object.values(alarms)).toHaveLength(IDS.length);
  expect([alarms.deadLetters, alarms.deduplicationUnavailable]).toEqual([undefined, undefined]);
});
