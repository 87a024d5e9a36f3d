import { DevEvents } from '../../../../src/cli/dev/output/dev-events';
import { reportJson } from '../../../../src/cli/dev/output/report-json';
import { reportText } from '../../../../src/cli/dev/output/report-text';
import { taskList } from '../../../../src/cli/terminal/task-list';
import { Exchange } from '../../../../src/local/events/exchange';
import { LocalGateway } from '../../../../src/local/local-gateway';
import { testContext } from '../../support';

const TOKEN = 'f'.repeat(32);
const GATEWAY = {
  url: 'http://127.0.0.1:4680',
  pageUrl: 'http://127.0.0.1:4680/#key=k',
  webhookUrl: 'http://127.0.0.1:4680/sms',
  definition: { stackName: 'Echo', constructPath: 'Echo/Sms' },
  all: [{ constructPath: 'Echo/Sms' }, { constructPath: 'Echo/Other' }],
} as unknown as LocalGateway;
const EXCHANGE = {
  event: {
    routeKey: 'POST /sms',
    body: 'From=%2B12025550123&Body=secret+text',
    requestContext: { timeEpoch: 0, requestId: 'request-1' },
  },
  response: { status: 200, headers: {}, body: Buffer.from('<Response/>') },
  milliseconds: 12,
} as unknown as Exchange;

/** Everything that may happen once. */
function happen(events: DevEvents): void {
  events.emit('app', { status: 'synthesizing' });
  events.emit('appOutput', 'what the app says');
  events.emit('app', { status: 'ready' });
  events.emit('warning', { name: 'Watching', text: 'Some files cannot be watched.' });
  events.emit('ready', { gateway: GATEWAY, token: { value: TOKEN, isMadeUp: true } });
  events.emit('exchange', EXCHANGE);
  events.emit('exchange', {
    ...EXCHANGE,
    response: { ...EXCHANGE.response, status: 500 },
    failure: new Error('It ended.'),
  });
  events.emit('note', { id: 1, time: 0, tone: 'bad', text: 'The app failed.' });
  events.emit('call', {
    requestId: 'request-1',
    service: 'SQS',
    operation: 'SendMessage',
    summary: 'to the queue Orders',
    detail: 'secret text',
  });
  events.emit('log', { stream: 'stdout', text: 'from the handler' });
  events.emit('log', { stream: 'stdout', text: '{"outcome":"replied"}' });
  events.emit('tokenRotated', TOKEN);
}

test('people get a line for each event of interest, without colours if there is no terminal', () => {
  const context = testContext();
  const events = new DevEvents();
  reportText(events, taskList(context), context, false);
  happen(events);
  const [first, second, ...others] = context.out().split('\n').map((line) => line.trim());

  expect([first, second]).toEqual(['Synthesizing the app ...', '! Watching         Some files cannot be watched.']);
  expect(others.join('\n')).toMatch(
    /Echo\/Sms of stack Echo runs at http:\/\/127\.0\.0\.1:4680[^]*\d\d:\d\d:\d\d {2}…23 {2}200 no reply {2}12 ms\n/,
  );
  expect(others.slice(-6)).toEqual([
    expect.stringMatching(/ {2}500 failed {2}12 ms$/),
    'The app failed.',
    'SQS SendMessage: to the queue Orders',
    'from the handler',
    `Auth token  ${TOKEN} (random, to sign your own requests with)`,
    '',
  ]);
  expect(context.out()).not.toMatch(/secret text|2025550123/);
  expect(context.err()).toBe('what the app says');
});

test('machines get a JSON object for each event, without messages and numbers', () => {
  const context = testContext();
  const events = new DevEvents();
  reportJson(events, context);
  happen(events);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
  const message = { type: 'message', time, requestId: 'request-1', from: '…23', milliseconds: 12 };

  expect(context.out().trim().split('\n').map((line) => JSON.parse(line))).toEqual([
    { type: 'app', time, status: 'synthesizing' },
    { type: 'app', time, status: 'ready' },
    { type: 'warning', time, name: 'Watching', text: 'Some files cannot be watched.' },
    {
      type: 'ready',
      time,
      url: GATEWAY.url,
      pageUrl: GATEWAY.pageUrl,
      webhookUrl: GATEWAY.webhookUrl,
      gateway: 'Echo/Sms',
      gateways: ['Echo/Sms', 'Echo/Other'],
      authToken: TOKEN,
    },
    { ...message, status: 200, outcome: 'no reply' },
    { ...message, status: 500, outcome: 'failed', failure: 'It ended.' },
    { type: 'note', time, tone: 'bad', text: 'The app failed.' },
    {
      type: 'call',
      time,
      requestId: 'request-1',
      service: 'SQS',
      operation: 'SendMessage',
      summary: 'to the queue Orders',
    },
    { type: 'log', time, stream: 'stdout', text: 'from the handler' },
    { type: 'log', time, stream: 'stdout', text: '{"outcome":"replied"}' },
    { type: 'token', time, authToken: TOKEN },
  ]);
  expect(context.out()).not.toMatch(/secret text|2025550123/);
  expect(context.err()).toBe('what the app says');
});

test('--json never shows a given token', () => {
  const context = testContext();
  const events = new DevEvents();
  reportJson(events, context);
  events.emit('ready', { gateway: GATEWAY, token: { value: TOKEN, isMadeUp: false } });

  expect(context.out()).not.toContain(TOKEN);
});
