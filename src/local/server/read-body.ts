import { IncomingMessage } from 'node:http';

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
  request.resume(); // an unread rest would block the connection for the next request
  return undefined;
}
