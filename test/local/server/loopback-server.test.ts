import { bindToLoopback, listenOnLoopback } from '../../../src/local/server/loopback-server';

test('the server takes a free port and tells it to its listener', async () => {
  const server = await listenOnLoopback(0, (port) => (_, response) => response.end(String(port)));
  const response = await fetch(`http://127.0.0.1:${server.port}`);

  expect(await response.text()).toBe(String(server.port));
  await server.close();
});

test('the error of a taken port names it and says what to do', async () => {
  const server = await listenOnLoopback(0, () => () => undefined);

  await expect(listenOnLoopback(server.port, () => () => undefined)).rejects.toThrow(
    `Port ${server.port} is taken. Stop the program that uses it, or choose another port: `
    + `PORT=${server.port + 1} or --port ${server.port + 1}.`);
  await server.close();
});

test('a closed server ends its pending requests', async () => {
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

test('a listener also answers the requests that came before it', async () => {
  const server = await bindToLoopback(0);
  const early = fetch(server.url);
  await new Promise((resolve) => setTimeout(resolve, 50));
  server.serve((_, response) => response.end('served'));

  expect(await (await early).text()).toBe('served');
  expect(await (await fetch(server.url)).text()).toBe('served');
  await server.close();
});
