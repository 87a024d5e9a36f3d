import { IncomingMessage } from 'node:http';
import { readBody } from './read-body';
import { MAX_BODY_BYTES as MAX_WEBHOOK_BYTES } from '../../runtime/webhook/webhook-request';
import { GatewayEvents } from '../events/gateway-events';
import { HttpApiEvent, httpApiEvent } from '../http-api/request-to-event';
import { HttpApiResponse, httpApiResponse, internalServerError, rejection } from '../http-api/result-to-response';

export interface WebhookProps {
  /** The domain of the HTTP API. @default - the one that the client called */
  readonly domainName?: string;
  /** Gets the request, too: another endpoint than an HTTP API shows more of it. */
  readonly invoke: (requestId: string, event: HttpApiEvent, request: IncomingMessage) => Promise<unknown>;
  readonly events: GatewayEvents;
}

/**
 * Larger bodies are rejected here, while they arrive. The function rejects any above 64 KiB; API Gateway would pass on
 * up to 10 MB, which only floods this machine.
 */
const MAX_BODY_BYTES = 4 * MAX_WEBHOOK_BYTES;

/** Takes the place of the endpoint in front of the function. */
export async function answerWebhook(request: IncomingMessage, props: WebhookProps): Promise<HttpApiResponse> {
  const { domainName, invoke, events } = props;
  const arrival = new Date();
  const body = await readBody(request, MAX_BODY_BYTES);
  const event = httpApiEvent(request, body ?? Buffer.alloc(0), arrival, domainName);
  events.emit('request', event);
  const { response, failure } = body === undefined
    ? { response: rejection(413, 'Request Entity Too Large') }
    : await integrate(event, async (id) => invoke(id, event, request));
  events.emit('exchange', { event, response, failure, milliseconds: Date.now() - arrival.getTime() });
  return response;
}

/** Answers a request that no route takes, and tells of it: it may have been meant for the webhook. */
export function notFound(
  request: IncomingMessage,
  { domainName, events }: Omit<WebhookProps, 'invoke'>,
): HttpApiResponse {
  const event = httpApiEvent(request, Buffer.alloc(0), new Date(), domainName);
  const response = rejection(404, 'Not Found');
  events.emit('request', event);
  events.emit('exchange', { event, response, milliseconds: 0 });
  return response;
}

async function integrate(
  event: HttpApiEvent,
  invoke: (requestId: string) => Promise<unknown>,
): Promise<{ response: HttpApiResponse; failure?: Error }> {
  try {
    return { response: httpApiResponse(await invoke(event.requestContext.requestId)) };
  } catch (failure) {
    return { response: internalServerError(), failure: failure as Error };
  }
}
