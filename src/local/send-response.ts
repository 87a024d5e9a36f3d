import { ServerResponse } from 'node:http';
import { HttpApiResponse } from './http-api-response';

/** Sends it as it is, with nothing added but its length. */
export function sendResponse(response: ServerResponse, { status, headers, body }: HttpApiResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
}
