import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { readBody } from '../../../src/local/server/read-body';

let server: LoopbackServer;

beforeAll(async () => {
  server = await listenOnLoopback(0, () => (request, response) => {
    void readBody(request, 100_000).then((body) => response.end(String(body?.length)));
  });
});

afterAll(async () => server.close());

test.each([[0, '0'], [100_000, '100000'], [100_001, 'undefined'], [5_000_000, 'undefined']])('reads %d bytes of at most 100000 as %s', async (size, length) => {
  const response = await fetch(`http://127.0.0.1:${server.port}`, { method: 'POST', body: Buffer.alloc(size) });

  expect(await response.text()).toBe(length);
});
