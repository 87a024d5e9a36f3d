import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { HttpApiEvent } from '../../../src/local/http-api/request-to-event';
import { ExchangeView, MAX_EXCHANGES, Note } from '../../../src/local/page-protocol/page-protocol';
import { History } from '../../../src/local/page-server/history';
import { MAX_HISTORY_BYTES } from '../../../src/local/page-server/kept-exchanges';

let changes: ExchangeView[];
let notes: Note[];
let events: GatewayEvents;
let history: History;

beforeEach(() => {
  changes = [];
  notes = [];
  events = new GatewayEvents().on('view', (exchange) => changes.push(exchange)).on('note', (note) => notes.push(note));
  history = new History({
    events,
    arrival: () => ({
      gateway: 'Echo/Sms',
      origin: 'elsewhere',
      scheme: 'http',
      delayMs: 0,
      keys: { authTokens: ['0'.repeat(32)] },
    }),
    secondsToNextRead: () => 7,
    isOptedOut: () => false,
    describeMedia: (url) => ({ url, contentType: 'image/png' }),
  });
});

function event(
  requestId: string,
  form: Record<string, string> = {},
  headers: Record<string, string> = {},
): HttpApiEvent {
  return {
    rawPath: '/sms',
    rawQueryString: '',
    headers,
    body: Buffer.from(new URLSearchParams({ From: '+12025550123', Body: 'hi', ...form }).toString()).toString('base64'),
    isBase64Encoded: true,
    requestContext: { requestId, timeEpoch: 1, domainName: '127.0.0.1:1', http: { method: 'POST', path: '/sms' } },
  } as unknown as HttpApiEvent;
}

const twiml = (body: string) => ({ status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) });
const turn = async () => new Promise(setImmediate);

test('the history gathers all data of a request, from its arrival to its last log line', async () => {
  events.emit('request', event('a'));
  await turn();
  events.emit('log', { requestId: 'a', stream: 'stdout', text: 'from the handler' });
  events.emit('exchange', {
    event: event('a'),
    response: twiml('<Response><Message><Body>ho</Body><Media>http://m</Media></Message></Response>'),
    milliseconds: 5,
  });
  events.emit('log', {
    requestId: 'a',
    stream: 'stdout',
    text: '{"outcome":"replied","requestId":"a","durationMs":3}',
  });
  events.emit('log', { requestId: 'other', stream: 'stdout', text: 'of nobody' });
  await turn();

  expect(changes.map(({ answer }) => answer?.status)).toEqual([undefined, 200]); // once a turn, however much changed
  expect(changes[1]).toMatchObject({
    id: 'a',
    sent: { body: 'hi', media: [] },
    replies: [{ body: 'ho', media: [{ url: 'http://m', contentType: 'image/png' }] }],
    log: [{ stream: 'stdout', text: 'from the handler' }],
    verdict: { outcome: 'replied', durationMs: 3 },
  });
});

test('the history knows the requests that come from the page', () => {
  history.announce('t', 'phone');
  history.announce('t', 'repeated');
  for (const id of ['a', 'b', 'c']) events.emit('request', event(id, {}, { 'i-twilio-idempotency-token': 't' }));

  expect(history.exchanges.map(({ origin }) => origin)).toEqual(['phone', 'repeated', 'elsewhere']);
});

test('a call belongs to the message that caused it, or else to the latest message from its receiver', () => {
  const call = { service: 'SQS', operation: 'SendMessage', summary: 's' };
  events.emit('call', call); // before the first message there is none to give it to
  events.emit('request', event('a'));
  events.emit('request', event('b', { From: 'whatsapp:+1999' }));
  events.emit('call', { ...call, requestId: 'a' });
  events.emit('call', { ...call, message: { to: '+12025550123', body: 'later', media: ['http://m'] } });
  events.emit('call', call);

  expect(history.find('a')?.calls.map(({ message }) => message)).toEqual([
    undefined,
    { body: 'later', media: [{ url: 'http://m', contentType: 'image/png' }] },
  ]);
  expect(history.find('b')?.calls).toHaveLength(1);
});

test('the history gives up after 15 seconds, as Twilio does, and then takes no reply', () => {
  jest.useFakeTimers();
  events.emit('request', event('a'));
  jest.advanceTimersByTime(15_000);
  jest.useRealTimers();
  expect(history.find('a')?.problem).toMatch(/15 seconds/);

  events.emit('exchange', {
    event: event('a'),
    response: twiml('<Response><Message>ho</Message></Response>'),
    milliseconds: 16_000,
  });
  expect(history.find('a')).toMatchObject({
    answer: { status: 200 },
    replies: [],
    problem: expect.stringMatching(/15 seconds/),
  });
});

test('the history tells why the function gave no answer', () => {
  events.emit('exchange', {
    event: event('a'),
    response: { status: 500, headers: {}, body: Buffer.alloc(0) },
    milliseconds: 1,
    failure: new Error('Runtime exited'),
  });

  expect(history.find('a')?.problem).toMatch(/^The function gave no answer: Runtime exited\./);
});

test('the history keeps a limited number of exchanges, lines and notes', () => {
  for (let i = 0; i < MAX_EXCHANGES + 5; i++) events.emit('request', event(String(i)));
  for (let i = 0; i < 300; i++) events.emit('log', { requestId: '9', stream: 'stdout', text: 'x' });
  for (let i = 0; i < 150; i++) history.note('info', String(i));

  expect([history.exchanges.length, history.exchanges[0].id]).toEqual([MAX_EXCHANGES, '5']);
  expect(history.find('9')?.log).toHaveLength(200);
  expect([history.notes.length, history.notes.at(-1)?.text, notes.length]).toEqual([100, '149', 150]);

  history.clear();
  expect([history.exchanges, history.notes]).toEqual([[], []]);
});

describe('the history is bounded in bytes', () => {
  const bytes = () => JSON.stringify(history.exchanges).length;

  test('whatever requests hold', async () => {
    const filler = 'x'.repeat(60_000);
    for (let i = 0; i < 600; i++) {
      events.emit('request', event(String(i), { Body: filler }));
      if (i % 10 === 0) await turn();
    }
    await turn();

    expect(bytes()).toBeLessThan(MAX_HISTORY_BYTES * 1.1);
    expect(history.exchanges.at(-1)?.id).toBe('599');
  });

  test('whatever a handler prints and calls, and the newest message stays', async () => {
    const text = 'x'.repeat(1_000_000);
    events.emit('request', event('a'));
    for (let i = 0; i < 300; i++) {
      events.emit('log', { requestId: 'a', stream: 'stdout', text });
      events.emit('call', { requestId: 'a', service: 'S', operation: 'O', summary: text, detail: text });
    }
    await turn();

    expect(bytes()).toBeLessThan(12_000_000);
    expect(history.find('a')?.log[0].text.slice(-40)).toBe('xxx ... (too long, the rest is not kept)');
  });

  test('what the function does not read is not kept', () => {
    events.emit('request', event('a', { Body: 'x'.repeat(64 * 1024) }));

    expect(history.find('a')).toMatchObject({ request: { parameters: [] }, sent: { body: '' } });
    expect(bytes()).toBeLessThan(2000);
  });

  test('a cleared history has room again', async () => {
    events.emit('request', event('a', { Body: 'x'.repeat(60_000) }));
    await turn();
    history.clear();

    expect(bytes()).toBe(2);
  });
});
