import { IncomingMessage } from 'node:http';
import { HttpApiEvent, httpApiEvent } from '../http-api/request-to-event';
import { HttpApiResponse, httpApiResponse, internalServerError, rejection } from '../http-api/result-to-response';
import { readBody } from './read-body';

/** A request to the webhook and its answer, for whoever shows them. */
export interface Exchange {
  readonly event: HttpApiEvent;
  readonly response: HttpApiResponse;
  readonly milliseconds: number;
  /** Why the function gave no answer. */
  readonly failure?: Error;
}

export interface WebhookProps {
  /** Of the API that this takes the place of. @default - the one that the client called */
  readonly domainName?: string;
  readonly invoke: (requestId: string, event: HttpApiEvent) => Promise<unknown>;
  /** Before the function is invoked. */
  readonly onRequest: (event: HttpApiEvent) => void;
  readonly onExchange: (exchange: Exchange) => void;
}

/** Source: Amazon API Gateway, "Quotas for configuring and running an HTTP API": payload size. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Takes the place of the HTTP API in front of the function. */
export async function answerWebhook(request: IncomingMessage, { domainName, invoke, onRequest, onExchange }: WebhookProps): Promise<HttpApiResponse> {
  const arrival = new Date();
  const body = await readBody(request, MAX_BODY_BYTES);
  const event = httpApiEvent(request, body ?? Buffer.alloc(0), arrival, domainName);
  onRequest(event);
  const { response, failure } = body === undefined ? { response: rejection(413, 'Request Entity Too Large') } : await integrate(event, invoke);
  onExchange({ event, response, failure, milliseconds: Date.now() - arrival.getTime() });
  return response;
}

/** Answers what there is no route for, and tells of it: it may have been meant for the webhook. */
export function notFound(request: IncomingMessage, { domainName, onRequest, onExchange }: Omit<WebhookProps, 'invoke'>): HttpApiResponse {
  const event = httpApiEvent(request, Buffer.alloc(0), new Date(), domainName);
  const response = rejection(404, 'Not Found');
  onRequest(event);
  onExchange({ event, response, milliseconds: 0 });
  return response;
}

async function integrate(event: HttpApiEvent, invoke: WebhookProps['invoke']): Promise<{ response: HttpApiResponse; failure?: Error }> {
  try {
    return { response: httpApiResponse(await invoke(event.requestContext.requestId, event)) };
  } catch (failure) {
    return { response: internalServerError(), failure: failure as Error };
  }
}
