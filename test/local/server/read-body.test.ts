import { connect } from 'node:net';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { readBody } from '../../../src/local/server/read-body';

let server: LoopbackServer;

beforeAll(async () => {
  server = await listenOnLoopback(0, () => (request, response) => {
    void readBody(request, 100_000).then((body) => response.end(String(body?.length)));
  });
});

afterAll(async () => server.close());

test.each([
  { size: 0, length: '0' },
  { size: 100_000, length: '100000' },
  { size: 100_001, length: 'undefined' },
  { size: 1_000_000, length: 'undefined' },
])('a body of $size bytes with a limit of 100000 is read as $length', async ({ size, length }) => {
  const response = await fetch(`http://127.0.0.1:${server.port}`, { method: 'POST', body: Buffer.alloc(size) });

  expect(await response.text()).toBe(length);
});

test('a body without an end is cut off, and the server goes on', async () => {
  const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
  const send = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', send).on('data', () => undefined);
  send();
  await new Promise((resolve) => socket.once('close', resolve));

  expect(socket.bytesWritten).toBeGreaterThan(1_000_000);
  expect(socket.bytesWritten).toBeLessThan(20_000_000);
  const response = await fetch(`http://127.0.0.1:${server.port}`, { method: 'POST', body: 'next' });
  expect(await response.text()).toBe('4');
});
