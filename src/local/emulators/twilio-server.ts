import { IncomingMessage } from 'node:http';
import { createMessage, TwilioAnswer } from './twilio-messages';
import { GatewayEvents } from '../events/gateway-events';
import { listenOnLoopback } from '../server/loopback-server';
import { readBody } from '../server/read-body';
import { OptOuts } from '../twilio/opt-outs';

/** A local server in the place of Twilio's REST API. */
export interface TwilioServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface TwilioServerProps {
  /** Returns the auth tokens of the gateway's account now. A request without one of them is rejected. */
  readonly authTokens: () => readonly string[];
  /** @default - nobody opted out */
  readonly optOuts?: Pick<OptOuts, 'has'>;
  readonly events: GatewayEvents;
}

/** Longer than any message. */
const MAX_BODY_BYTES = 64 * 1024;

/** Starts a server on loopback that takes the replies of the asynchronous mode. */
export async function startTwilio({ authTokens, optOuts, events }: TwilioServerProps): Promise<TwilioServer> {
  const isAuthToken = (_: string, authToken: string) => authTokens().includes(authToken);
  const server = await listenOnLoopback(0, () => (request, response) => {
    answer(request, isAuthToken, optOuts).then(({ status, body, message }) => {
      const text = String(body.message ?? '');
      events.emit('call', {
        service: 'Twilio',
        operation: 'Create a message',
        summary: message === undefined ? `rejected: ${text}` : `to …${message.to.slice(-2)}`,
        message,
      });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }, () => response.destroy());
  });
  return { url: server.url, close: server.close };
}

async function answer(
  request: IncomingMessage,
  isAuthToken: (accountSid: string, authToken: string) => boolean,
  optOuts: Pick<OptOuts, 'has'> | undefined,
): Promise<TwilioAnswer> {
  const body = String(await readBody(request, MAX_BODY_BYTES) ?? '');
  const { method = '', url: path = '', headers: { authorization, 'content-type': contentType } } = request;
  const isOptedOut = (to: string) => optOuts?.has(to) ?? false;
  return createMessage({ method, path, authorization, contentType, body }, isAuthToken, isOptedOut);
}
