import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { rejectForeignSites } from './foreign-site';
import { UserError } from '../problems/user-error';

/** The only address that the tools listen on. */
export const LOOPBACK = '127.0.0.1';

export interface LoopbackServer {
  readonly port: number;
  /** For example `http://127.0.0.1:4680`. */
  readonly url: string;
  /** Ends all connections, also those in use. */
  close(): Promise<void>;
}

/** A server whose address is known before anything answers there. */
export interface BoundServer extends LoopbackServer {
  /** Answers requests from now on, and those that came before. Requests of foreign sites get 403 instead. */
  serve(listener: RequestListener): void;
}

/**
 * Binds an HTTP server to 127.0.0.1. Requests wait until `serve` is called.
 *
 * @param port 0 takes a free one
 * @throws UserError when the port is taken or not allowed
 */
export async function bindToLoopback(port: number): Promise<BoundServer> {
  const server = createServer();
  const early: Parameters<RequestListener>[] = [];
  const wait: RequestListener = (...request) => early.push(request);
  server.on('request', wait);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, LOOPBACK, resolve);
  });
  const actualPort = (server.address() as AddressInfo).port;
  return {
    port: actualPort,
    url: `http://${LOOPBACK}:${actualPort}`,
    serve: (listener) => {
      const guarded = rejectForeignSites(listener);
      server.off('request', wait).on('request', guarded);
      early.forEach((request) => guarded(...request));
    },
    close: async () => close(server),
  };
}

/**
 * Starts an HTTP server on 127.0.0.1. Port 0 takes a free one.
 *
 * @param listenerFor makes the listener, given the port
 */
export async function listenOnLoopback(
  port: number,
  listenerFor: (port: number) => RequestListener,
): Promise<LoopbackServer> {
  const server = await bindToLoopback(port);
  server.serve(listenerFor(server.port));
  return server;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UserError(`Port ${port} is taken. Stop the program that uses it, or choose another port: `
        + `PORT=${port + 1} or --port ${port + 1}.`);
    case 'EACCES':
      return new UserError(`Port ${port} is not allowed. Choose a port above 1023: PORT=4680 or --port 4680.`);
    default:
      return error;
  }
}
