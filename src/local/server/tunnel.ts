import { IncomingMessage, RequestListener } from 'node:http';
import { FOREIGN_SITE } from './foreign-site';
import { sendResponse } from './send-response';
import { answerWebhook, notFound, WebhookProps } from './webhook-route';
import { HttpApiEvent, Scheme, splitUrl } from '../http-api/request-to-event';
import { HttpApiResponse, rejection } from '../http-api/result-to-response';

/** A tunnel that the developer runs, so that Twilio can reach the webhook. */
export interface Tunnel {
  /** Its address on the internet: scheme and host, such as `https://abc.ngrok-free.app`. */
  readonly publicUrl: string;
  /** The address on this machine that the tunnel must point to. */
  readonly url: string;
}

export interface TunnelProps extends WebhookProps {
  /** Returns the path now: a changed app may have another one. */
  readonly webhookPath: () => string;
}

/**
 * The server that a tunnel opens to the internet. It answers POST requests to the webhook and nothing else. It ignores
 * the name by which it is called, since nothing depends on that.
 */
export function tunnelEnd(props: TunnelProps): RequestListener {
  return (request, response) => sendResponse(response, route(request, props));
}

/** The domain name that an API at the tunnel's address would have. */
export function domainNameOf({ publicUrl }: Pick<Tunnel, 'publicUrl'>): string {
  return new URL(publicUrl).host;
}

/**
 * The scheme of a request. The front end serves local names only, so that only the tunnel's events have the tunnel's
 * name.
 */
export function schemeOf({ requestContext }: HttpApiEvent, tunnel: Tunnel | undefined): Scheme {
  return tunnel !== undefined && requestContext.domainName === domainNameOf(tunnel) ? 'https' : 'http';
}

/** The URL on this machine of a webhook that was called by the given URL. */
export function localUrlOf(webhookUrl: string, tunnel: Tunnel | undefined): string {
  if (tunnel === undefined || !webhookUrl.startsWith(`${tunnel.publicUrl}/`)) return webhookUrl;
  return tunnel.url + webhookUrl.slice(tunnel.publicUrl.length);
}

async function route(request: IncomingMessage, props: TunnelProps): Promise<HttpApiResponse> {
  // Twilio sends no Origin. A page whose name was pointed at this machine sends its own, with the same Host.
  if (request.headers.origin !== undefined) return rejection(403, FOREIGN_SITE);
  const { path } = splitUrl(request.url ?? '/');
  if (request.method === 'POST' && path === props.webhookPath()) return answerWebhook(request, props);
  // A request by Twilio is shown, since the path may be wrong at Twilio. Other requests are noise of the internet.
  const isByTwilio = request.headers['x-twilio-signature'] !== undefined;
  return isByTwilio ? notFound(request, props) : rejection(404, 'Not Found');
}
