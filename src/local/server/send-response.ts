import { ServerResponse } from 'node:http';
import { HttpApiResponse, internalServerError } from '../http-api/result-to-response';

/** Sends an answer when it is ready, and adds only its length. Without an answer it sends 500, as an HTTP API does. */
export function sendResponse(response: ServerResponse, answer: Promise<HttpApiResponse>): void {
  answer.catch(internalServerError).then((ready) => send(response, ready), () => response.destroy());
}

function send(response: ServerResponse, { status, headers, body }: HttpApiResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (status !== 204) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
}
