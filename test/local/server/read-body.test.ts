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
  { size: 5_000_000, length: 'undefined' },
])('a body of $size bytes with a limit of 100000 is read as $length', async ({ size, length }) => {
  const response = await fetch(`http://127.0.0.1:${server.port}`, { method: 'POST', body: Buffer.alloc(size) });

  expect(await response.text()).toBe(length);
});
