import { bindToLoopback, listenOnLoopback } from '../../../src/local/server/loopback-server';

test('listens on a free port and tells its listener which', async () => {
  const server = await listenOnLoopback(0, (port) => (_, response) => response.end(String(port)));
  const response = await fetch(`http://127.0.0.1:${server.port}`);

  expect(await response.text()).toBe(String(server.port));
  await server.close();
});

test('says which port is taken and what to do', async () => {
  const server = await listenOnLoopback(0, () => () => undefined);

  await expect(listenOnLoopback(server.port, () => () => undefined)).rejects.toThrow(
    `Port ${server.port} is taken. Stop what uses it, or choose another: PORT=${server.port + 1} or --port ${server.port + 1}.`);
  await server.close();
});

test('ends requests that are under way when it is closed', async () => {
  let arrived: () => void;
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await listenOnLoopback(0, () => () => arrived());
  const pending = fetch(`http://127.0.0.1:${server.port}`).catch(() => 'ended');
  await arrival;
  await server.close();

  expect(await pending).toBe('ended');
});

test('requests that come before there is a listener are answered by it', async () => {
  const server = await bindToLoopback(0);
  const early = fetch(server.url);
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.serve((_, response) => response.end('served'));

  expect(await (await early).text()).toBe('served');
  expect(await (await fetch(server.url)).text()).toBe('served');
  await server.close();
});
