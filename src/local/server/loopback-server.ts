import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { UserError } from '../problems/user-error';

/** The only address that anything here listens on. */
export const LOOPBACK = '127.0.0.1';

export interface LoopbackServer {
  readonly port: number;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on 127.0.0.1. Port 0 takes a free one.
 *
 * @param listenerFor makes the listener, given the port
 */
export async function listenOnLoopback(port: number, listenerFor: (port: number) => RequestListener): Promise<LoopbackServer> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, LOOPBACK, resolve);
  });
  const actualPort = (server.address() as AddressInfo).port;
  server.on('request', listenerFor(actualPort));
  return { port: actualPort, close: async () => close(server) };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE': return new UserError(`Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} or --port ${port + 1}.`);
    case 'EACCES': return new UserError(`Port ${port} may not be used. Choose one above 1023: PORT=4680 or --port 4680.`);
    default: return error;
  }
}
