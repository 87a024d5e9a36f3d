import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

/** The dashboard's body, as it is written into the template; tokens are put in as `<token>`. */
function bodyOf(gateway: TwilioSmsGateway, template: ReturnType<typeof gatewayIn>['template']) {
  gateway.addDashboard('Texts');
  const [{ Properties: properties }] = Object.values<any>(template().findResources('AWS::CloudWatch::Dashboard'));
  const { DashboardBody: body } = properties;
  return {
    name: properties.DashboardName,
    body: JSON.parse(body['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : '<token>').join('')),
  };
}

test('the dashboard has the metrics of the gateway and of its function', () => {
  const { gateway, template } = gatewayIn();
  const { name, body } = bodyOf(gateway, template);
  const shown = body.widgets.flatMap(({ properties }: any) => (properties.metrics ?? []).map(([namespace, metric]: string[]) => [namespace.split('/')[0], metric].join(' ')));

  expect(name).toBe('Texts');
  expect(shown).toEqual([
    'TwilioSmsGateway Received', 'TwilioSmsGateway Replied', 'TwilioSmsGateway Suppressed', 'TwilioSmsGateway StatusCallbacks',
    'TwilioSmsGateway Failed', 'TwilioSmsGateway Rejected',
    'TwilioSmsGateway Duration', 'TwilioSmsGateway HandlerDuration', 'TwilioSmsGateway Duration', 'TwilioSmsGateway HandlerDuration',
    'AWS Invocations', 'AWS Errors', 'AWS Throttles',
  ]);
});

test('it queries the logs of the webhook, and of a worker, for messages that were not answered', () => {
  const queriesOf = (props = {}) => {
    const { gateway, template } = gatewayIn(props);
    return bodyOf(gateway, template).body.widgets.filter(({ type }: any) => type === 'log').map(({ properties }: any) => properties.query);
  };

  expect(queriesOf()).toEqual([
    "SOURCE '<token>' | fields coalesce(count, 1) as requests\n| filter outcome = \"rejected\"\n| stats sum(requests) as rejected by reason\n| sort rejected desc",
    expect.stringContaining('filter outcome in ["rejected", "failed", "dead_lettered"]'),
  ]);
  expect(queriesOf({ replyMode: ReplyMode.asynchronous() })[1])
    .toMatch(/^SOURCE '<token>' \| SOURCE '<token>' \| fields/);
});

test('it shows dead letters in asynchronous mode', () => {
  const { gateway, template } = gatewayIn({ replyMode: ReplyMode.asynchronous() });

  expect(JSON.stringify(bodyOf(gateway, template).body)).toContain('ApproximateNumberOfMessagesVisible');
});

test('it shows duplicates with deduplication, and no metric of them without', () => {
  const shownBy = (props = {}) => {
    const { gateway, template } = gatewayIn(props);
    return JSON.stringify(bodyOf(gateway, template).body.widgets[0].properties.metrics);
  };

  expect(shownBy({ deduplication: {} })).toContain('"Duplicates"');
  expect(shownBy()).not.toContain('"Duplicates"');
});
