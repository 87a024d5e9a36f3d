import { IncomingMessage } from 'node:http';

/** The caller gets an answer if no more than this follows. Otherwise the connection ends. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

/** Reads a request's body. Returns `undefined` as soon as it has more bytes than the limit. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) break;
    chunks.push(chunk);
  }
  if (size <= limit) return Buffer.concat(chunks);
  discard(request);
  return undefined;
}

/** An unread rest would block the connection for the next request. */
function discard(request: IncomingMessage): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_DISCARDED_BYTES) request.destroy();
  });
  request.on('error', () => undefined); // the caller has gone
}
