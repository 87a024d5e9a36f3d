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
async function happen(events: DevEvents): Promise<void> {
  events.emit('app', { status: 'synthesizing' });
  events.emit('appOutput', 'what the app says');
  events.emit('app', { status: 'ready' });
  events.emit('warning', { name: 'Watching', text: 'Some files cannot be watched.' });
  events.emit('ready', { gateway: GATEWAY, token: { value: TOKEN, isMadeUp: true } });
  events.emit('exchange', EXCHANGE);
  await new Promise((resolve) => setTimeout(resolve, 150)); // no log line of the function says more about it
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

test('people get a line for each event of interest, without colours if there is no terminal', async () => {
  const context = testContext();
  const events = new DevEvents();
  reportText(events, taskList(context), context, false);
  await happen(events);
  const [first, second, ...others] = context.out().split('\n').map((line) => line.trim());

  expect([first, second]).toEqual(['Synthesizing the app ...', '! Watching         Some files cannot be watched.']);
  expect(others.join('\n')).toMatch(
    /Echo\/Sms of stack Echo runs at http:\/\/127\.0\.0\.1:4680[^]*\d\d:\d\d:\d\d {2}…23 {2}200 no reply {2}12 ms\n/,
  );
  expect(others.slice(-6)).toEqual([
    expect.stringMatching(/ {2}500 Handler failed {2}12 ms$/),
    'The app failed.',
    'SQS SendMessage: to the queue Orders',
    'from the handler',
    `Auth token  ${TOKEN} (random, to sign your own requests with)`,
    '',
  ]);
  expect(context.out()).not.toMatch(/secret text|2025550123/);
  expect(context.err()).toBe('what the app says');
});

test('machines get a JSON object for each event, without messages and numbers', async () => {
  const context = testContext();
  const events = new DevEvents();
  reportJson(events, context);
  await happen(events);
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
    { ...message, status: 500, outcome: 'Handler failed', failure: 'It ended.' },
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

test.each([
  { outcome: 'failed', body: '<Response><Message>Sorry</Message></Response>', milliseconds: 12, expected: '200 Handler failed, error reply sent' },
  { outcome: 'failed', body: '<Response/>', milliseconds: 12, expected: '200 Handler failed, no reply' },
  { outcome: 'replied', body: '<Response><Message>Hi</Message></Response>', milliseconds: 12, expected: '200 replied' },
  {
    outcome: 'replied',
    body: '<Response><Message>Hi</Message></Response>',
    milliseconds: 16_006,
    expected: '200 Too late for Twilio: the sender got no reply',
  },
])('people read what the sender experienced: $expected', ({ outcome, body, milliseconds, expected }) => {
  const context = testContext();
  const events = new DevEvents();
  reportText(events, taskList(context), context, false);
  events.emit('exchange', { ...EXCHANGE, response: { ...EXCHANGE.response, body: Buffer.from(body) }, milliseconds });
  events.emit('log', {
    stream: 'stdout', requestId: 'request-1', text: JSON.stringify({ outcome, requestId: 'request-1' }),
  });

  expect(context.out()).toContain(` ${expected}  ${milliseconds} ms`);
});

test('people read which attempt failed, why, and when the next one is', () => {
  const context = testContext();
  const events = new DevEvents();
  reportText(events, taskList(context), context, false);
  const attempt = { requestId: 'r', failed: 'handler', number: 1, of: 5, error: 'out of beans' } as const;
  events.emit('attemptFailed', { ...attempt, stack: 'Error: out of beans\n    at lib/reply.ts:11:24', retryInSeconds: 20 });
  events.emit('attemptFailed', { ...attempt, number: 5 });

  expect(context.out().split('\n').map((line) => line.trim())).toEqual([
    'Handler failed, attempt 1 of 5: out of beans; retried in 20 s',
    'at lib/reply.ts:11:24',
    'Handler failed, attempt 5 of 5: out of beans; no attempts are left',
    '',
  ]);
});

test('--json never shows a given token', () => {
  const context = testContext();
  const events = new DevEvents();
  reportJson(events, context);
  events.emit('ready', { gateway: GATEWAY, token: { value: TOKEN, isMadeUp: false } });

  expect(context.out()).not.toContain(TOKEN);
});
