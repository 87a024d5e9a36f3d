import { IncomingMessage } from 'node:http';
import { createMessage, IsAuthorized, TwilioAnswer } from './twilio-messages';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
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
  /** Returns the auth tokens of the gateway's account now. */
  readonly authTokens: () => readonly string[];
  /** The API key of the gateway's account. A request without it or one of the tokens is rejected. @default - none */
  readonly apiKey?: Pick<ApiKey, 'apiKeySid' | 'apiKeySecret'>;
  /** @default - nobody opted out */
  readonly optOuts?: Pick<OptOuts, 'has'>;
  readonly events: GatewayEvents;
}

/** Longer than any message. */
const MAX_BODY_BYTES = 64 * 1024;

/** Starts a server on loopback that takes the replies of the asynchronous mode. */
export async function startTwilio({ authTokens, apiKey, optOuts, events }: TwilioServerProps): Promise<TwilioServer> {
  const isAuthorized: IsAuthorized = (accountSid, user, password) => (user === accountSid
    ? authTokens().includes(password)
    : user === apiKey?.apiKeySid && password === apiKey.apiKeySecret);
  const server = await listenOnLoopback(0, () => (request, response) => {
    answer(request, isAuthorized, optOuts).then(({ status, body, message }) => {
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
  isAuthorized: IsAuthorized,
  optOuts: Pick<OptOuts, 'has'> | undefined,
): Promise<TwilioAnswer> {
  const body = String(await readBody(request, MAX_BODY_BYTES) ?? '');
  const { method = '', url: path = '', headers: { authorization, 'content-type': contentType } } = request;
  const isOptedOut = (to: string) => optOuts?.has(to) ?? false;
  return createMessage({ method, path, authorization, contentType, body }, isAuthorized, isOptedOut);
}
