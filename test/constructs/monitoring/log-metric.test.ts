import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

const logGroup = (stack: Stack, logGroupClass?: logs.LogGroupClass) => new logs.LogGroup(stack, 'L', { logGroupClass });

describe.each<{ what: string; use: (gateway: TwilioSmsGateway) => unknown }>([
  { what: 'the alarms', use: (gateway) => gateway.addAlarms() },
  { what: 'the dashboard', use: (gateway) => gateway.addDashboard() },
  { what: 'a metric', use: (gateway) => gateway.metricReplied() },
])('$what', ({ use }) => {
  test.each([
    { logGroupClass: logs.LogGroupClass.INFREQUENT_ACCESS },
    { logGroupClass: 'DELIVERY' as logs.LogGroupClass },
  ])('cannot be made from a log group of the class $logGroupClass', ({ logGroupClass }) => {
    const { gateway } = gatewayIn((stack) => ({ logGroup: logGroup(stack, logGroupClass) }));

    expect(() => use(gateway)).toThrow(
      'Stack/Sms: metrics, alarms and the dashboard need a log group of the class STANDARD, since only that class has ' +
      `metric filters, got Stack/L of the class ${logGroupClass}. Give logGroup another log group`);
  });

  test('cannot be made from such a log group of the worker', () => {
    const { gateway } = gatewayIn((stack) => ({
      replyMode: ReplyMode.asynchronous({ logGroup: logGroup(stack, logs.LogGroupClass.INFREQUENT_ACCESS) }),
    }));

    expect(() => use(gateway)).toThrow('got Stack/L of the class INFREQUENT_ACCESS');
  });

  test.each<{ name: string; create: (stack: Stack) => logs.ILogGroup }>([
    { name: 'a log group without a class', create: (stack) => logGroup(stack) },
    { name: 'a log group of the class STANDARD', create: (stack) => logGroup(stack, logs.LogGroupClass.STANDARD) },
    { name: 'an imported log group', create: (stack) => logs.LogGroup.fromLogGroupName(stack, 'L', 'mine') },
  ])('can be made from $name', ({ create }) => {
    const { gateway } = gatewayIn((stack) => ({ logGroup: create(stack) }));

    expect(() => use(gateway)).not.toThrow();
  });
});

test('a gateway without metrics may have a log group of the class INFREQUENT_ACCESS', () => {
  expect(() => gatewayIn((stack) => ({
    logGroup: logGroup(stack, logs.LogGroupClass.INFREQUENT_ACCESS),
  })).template()).not.toThrow();
});

test('two gateways whose metrics come from one log group get a warning, once', () => {
  const stack = new Stack(new App(), 'Stack');
  const shared = logGroup(stack);
  for (const id of ['A', 'B']) new TwilioSmsGateway(stack, id, { logGroup: shared }).addAlarms();

  const warnings = Annotations.fromStack(stack).findWarning('*', Match.anyValue());
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({
    id: '/Stack/B',
    entry: {
      data: expect.stringMatching(
        /^The log group Stack\/L is also the one of Stack\/A\. .*count the messages of both.*sharedLogGroup/),
    },
  });
});

test.each<{ name: string; create: (stack: Stack) => unknown }>([
  {
    name: 'two gateways with one log group, of which one has no metrics',
    create: (stack) => {
      const shared = logGroup(stack);
      new TwilioSmsGateway(stack, 'A', { logGroup: shared }).addAlarms();
      new TwilioSmsGateway(stack, 'B', { logGroup: shared });
    },
  },
  {
    name: 'the webhook and the worker of one gateway with one log group',
    create: (stack) => {
      const shared = logGroup(stack);
      new TwilioSmsGateway(stack, 'A', {
        logGroup: shared, replyMode: ReplyMode.asynchronous({ logGroup: shared }),
      }).addAlarms();
    },
  },
])('$name get no warning', ({ create }) => {
  const stack = new Stack(new App(), 'Stack');
  create(stack);

  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});
