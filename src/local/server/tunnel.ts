import { IncomingMessage, RequestListener } from 'node:http';
import { HttpApiEvent, Scheme, splitUrl } from '../http-api/request-to-event';
import { HttpApiResponse, rejection } from '../http-api/result-to-response';
import { sendResponse } from './send-response';
import { answerWebhook, notFound, WebhookProps } from './webhook-route';

/** A tunnel that the developer runs, so that Twilio can reach the webhook. */
export interface Tunnel {
  /** Its address on the internet: scheme and host, such as `https://abc.ngrok-free.app`. */
  readonly publicUrl: string;
  /** Where it is to point to on this machine. */
  readonly url: string;
}

export interface TunnelProps extends WebhookProps {
  /** As of now: the app may be changed while this runs. */
  readonly webhookPath: () => string;
}

/**
 * The server that a tunnel opens to the internet: the webhook by POST, and nothing else. By which name it is called does not matter, since
 * nothing goes by that.
 */
export function tunnelEnd(props: TunnelProps): RequestListener {
  return (request, response) => sendResponse(response, route(request, props));
}

/** The domain name of an API that would be where the tunnel is. */
export function domainNameOf({ publicUrl }: Pick<Tunnel, 'publicUrl'>): string {
  return new URL(publicUrl).host;
}

/** By which a request was made: the front end serves local names only, so that none of its events has the name of the tunnel. */
export function schemeOf({ requestContext }: HttpApiEvent, tunnel: Tunnel | undefined): Scheme {
  return tunnel !== undefined && requestContext.domainName === domainNameOf(tunnel) ? 'https' : 'http';
}

/** Where on this machine a webhook is that was called by this URL. */
export function localUrlOf(webhookUrl: string, tunnel: Tunnel | undefined): string {
  if (tunnel === undefined || !webhookUrl.startsWith(`${tunnel.publicUrl}/`)) return webhookUrl;
  return tunnel.url + webhookUrl.slice(tunnel.publicUrl.length);
}

async function route(request: IncomingMessage, props: TunnelProps): Promise<HttpApiResponse> {
  const { path } = splitUrl(request.url ?? '/');
  if (request.method === 'POST' && path === props.webhookPath()) return answerWebhook(request, props);
  // What may be Twilio's is shown, since a wrong path is easily set there. What else finds the address is of no interest.
  return request.headers['x-twilio-signature'] === undefined ? rejection(404, 'Not Found') : notFound(request, props);
}
