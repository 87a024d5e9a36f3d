import { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { splitUrl } from './http-api/request-to-event';
import { HttpApiResponse, rejection } from './http-api/result-to-response';
import { isLocalHost, PageAccess } from './page-server/page-access';
import { answerPageApi, PageActions } from './page-server/page-api';
import { pageFile } from './page-server/page-files';
import { sendResponse } from './server/send-response';
import { answerWebhook, notFound, WebhookProps } from './server/webhook-route';
import { MediaStore } from './twilio/media-store';

export interface LocalRouterProps extends WebhookProps {
  readonly port: number;
  readonly access: PageAccess;
  readonly pageDirectory: string;
  /** Returns the path now: a changed app may have another one. */
  readonly webhookPath: () => string;
  readonly actions: PageActions;
  readonly media: Pick<MediaStore, 'serve'>;
  /** Answers with the stream of events. */
  readonly joinEvents: (response: ServerResponse) => void;
}

/** The server that the developer uses: the webhook, in the place of API Gateway, and the page. */
export function localRouter(props: LocalRouterProps): RequestListener {
  return (request, response) => {
    if (isEventStream(request, props)) return props.joinEvents(response);
    sendResponse(response, route(request, props));
  };
}

async function route(request: IncomingMessage, props: LocalRouterProps): Promise<HttpApiResponse> {
  const { path } = splitUrl(request.url ?? '/');
  if (!isLocalHost(request.headers.host, props.port)) return rejection(421, 'Misdirected Request');
  if (request.method === 'POST' && path === props.webhookPath()) return answerWebhook(request, props);
  if (path.startsWith('/api/')) {
    if (request.method === 'POST' && path === '/api/enter') return enter(request, props.access);
    return props.access.allows(request) ? answerPageApi(request, path, props.actions) : noAccess();
  }
  if (request.method === 'GET' || request.method === 'HEAD') {
    return pageFile(props.pageDirectory, path)
      ?? props.media.serve(path)
      ?? rejection(404, 'Not Found');
  }
  return notFound(request, props);
}

/** `route` answers everybody who must not have it. */
function isEventStream(request: IncomingMessage, { port, access }: LocalRouterProps): boolean {
  const { method, url, headers } = request;
  return method === 'GET' && url === '/api/events' && isLocalHost(headers.host, port) && access.allows(request);
}

/** Trades the key of a link for the key of the API. Links for one visit then open nothing any more. */
function enter(request: IncomingMessage, access: PageAccess): HttpApiResponse {
  const key = access.enter(request);
  if (key === undefined) return noAccess();
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return { status: 200, headers, body: Buffer.from(JSON.stringify({ key })) };
}

function noAccess(): HttpApiResponse {
  return rejection(401, 'This browser has no access. Open the link that the terminal printed.');
}
