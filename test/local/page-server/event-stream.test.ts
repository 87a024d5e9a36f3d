import { get, IncomingMessage } from 'node:http';
import { PageEvents } from '../../../src/local/page-protocol/page-protocol';
import { EventStream } from '../../../src/local/page-server/event-stream';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { eventually } from '../../cli/support';

const START = { exchanges: [], notes: [] } as unknown as PageEvents['start'];

let server: LoopbackServer;
let stream: EventStream;

beforeEach(async () => {
  stream = new EventStream();
  server = await listenOnLoopback(0, () => (_, response) => stream.join(response, START));
});
afterEach(async () => server.close());

const open = async () =>
  new Promise<IncomingMessage>((resolve) => get(`http://127.0.0.1:${server.port}`, { agent: false }, resolve));

test('the stream begins with all data, and then tells every page each event', async () => {
  const pages = await Promise.all([open(), open()]);
  const received = pages.map(() => '');
  pages.forEach((page, i) => page.on('data', (chunk) => (received[i] += chunk)));
  stream.send('note', { id: 1, time: 2, tone: 'info', text: 'line\nbreak\u2028' });
  await eventually(() => received.every((text) => text.includes('event: note')));

  expect(pages[0].headers['content-type']).toBe('text/event-stream');
  expect(received[0]).toBe('event: start\ndata: {"exchanges":[],"notes":[]}\n\n'
    + 'event: note\ndata: {"id":1,"time":2,"tone":"info","text":"line\\nbreak\u2028"}\n\n');
});

test('the stream disconnects a browser that does not read', async () => {
  const page = await open();
  page.pause();
  const gone = new Promise((resolve) => page.once('close', resolve));
  for (let i = 0; i < 40; i++) stream.send('note', { id: i, time: 0, tone: 'info', text: 'x'.repeat(1_000_000) });
  page.on('error', () => undefined).resume();

  await gone;
});
