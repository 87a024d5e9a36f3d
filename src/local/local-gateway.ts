import * as path from 'node:path';
import { startEmulators } from './app-emulators';
import { CurrentGateway } from './assembly/current-gateway';
import { valuesOfVariable } from './assembly/environment-values';
import { GatewayDefinition } from './assembly/gateway-definition';
import { GatewaySource, loadGateway } from './assembly/loaded-gateway';
import { LocalKeys } from './emulators/local-keys';
import { LocalSecret } from './emulators/local-secret';
import { GatewayEvents } from './events/gateway-events';
import { RealAws } from './function/function-environment';
import { LocalFunction, secretArn } from './function/local-function';
import { MountedCode } from './function/mounted-code';
import { endpointEvent } from './http-api/endpoint-event';
import { Scheme } from './http-api/request-to-event';
import { localRouter } from './local-router';
import { AppState } from './page-protocol/page-protocol';
import { PageAccess, pageLink } from './page-server/page-access';
import { PageSession } from './page-server/page-session';
import { ADDITIONAL_SECRET_ARNS_ENV, API_KEY_SECRET_ARN_ENV, SIGNING_KEY_SECRET_ARN_ENV } from '../shared/env';
import { BoundServer, bindToLoopback } from './server/loopback-server';
import { domainNameOf, Tunnel, tunnelEnd } from './server/tunnel';
import { WebhookProps } from './server/webhook-route';
import { OptOuts } from './twilio/opt-outs';
import { MessageSigner, randomSid } from './twilio/signed-message';
import { additionalSecretArns } from '../runtime/auth-token/additional-secret-arns';

export interface LocalGatewayProps {
  readonly source: GatewaySource;
  /** 32 hexadecimal characters. */
  readonly authToken: string;
  /** The account of the page's messages. @default - a made-up one */
  readonly accountSid?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder with the function hosts and `page/`, made by `scripts/bundle.ts`. */
  readonly toolsDirectory: string;
  /** Origin of a tunnel through which Twilio sends real messages. @default - messages come from this machine only */
  readonly publicUrl?: string;
  /** AWS itself, for all calls of the function. @default - emulators on this machine */
  readonly realAws?: RealAws;
  /** Tells what happens. Subscribe before the start. @default - nobody listens */
  readonly events?: GatewayEvents;
}

export interface LocalGateway {
  /** For example `http://127.0.0.1:4680`. */
  readonly url: string;
  /** The page, with the key that opens it. */
  readonly pageUrl: string;
  readonly webhookUrl: string;
  /** Only with a public URL. */
  readonly tunnel?: {
    /** The address that the tunnel must point to: a port that serves nothing but the webhook. */
    readonly url: string;
    /** The webhook URL to set at Twilio. */
    readonly webhookUrl: string;
  };
  readonly definition: GatewayDefinition;
  /** All gateways of the assembly. */
  readonly all: readonly GatewayDefinition[];
  /** Returns the webhook's URL now, and what signs the page's messages to it. Both may change. */
  target(): { readonly webhookUrl: string; readonly signer: MessageSigner };
  /** Returns the page's URL with a key that opens it once. */
  singleUsePageUrl(): string;
  /** Follows the state of the app: see `PageSession`. */
  setApp(app: AppState): void;
  /** Ends everything, even during a message. */
  close(): Promise<void>;
}

/**
 * Serves a gateway of a cloud assembly on this machine: its own function, emulators for what it calls, and the front
 * end.
 */
export async function startLocalGateway(props: LocalGatewayProps): Promise<LocalGateway> {
  const { source, authToken, accountSid = randomSid('AC'), port, toolsDirectory, publicUrl, realAws } = props;
  const { events = new GatewayEvents() } = props;
  const running: { close(): Promise<void> }[] = [];
  const code = new MountedCode();
  const close = async () => {
    await Promise.all(running.splice(0).map(async (part) => part.close()));
    code.close();
  };
  try {
    const gateway = new CurrentGateway(loadGateway(source));
    const { definition, all } = gateway;
    const store = new LocalSecret(secretArn(definition), authToken);
    const keys = new LocalKeys(accountSid, () => ({
      signingKey: valuesOfVariable(gateway.assembly, SIGNING_KEY_SECRET_ARN_ENV),
      apiKey: valuesOfVariable(gateway.assembly, API_KEY_SECRET_ARN_ENV),
      additionalAuthTokens: valuesOfVariable(gateway.assembly, ADDITIONAL_SECRET_ARNS_ENV)
        .flatMap(additionalSecretArns),
    }));
    const optOuts = new OptOuts();
    events.on('reloaded', (reloaded) => store.rename(secretArn(reloaded)));

    const tunnel = publicUrl === undefined ? undefined : await bindTunnel(publicUrl, port);
    if (tunnel !== undefined) running.push(tunnel.server);
    const server = await bindToLoopback(port);
    running.push(server);
    const { url } = server;

    const emulators = realAws === undefined
      ? await startEmulators({ gateway, store, keys, optOuts, events, code, toolsDirectory }, running)
      : { aws: realAws };
    const { aws, queues } = { queues: undefined, ...emulators };
    const schemes: Scheme[] = tunnel === undefined ? ['http'] : ['http', 'https'];
    const fn = new LocalFunction({ source, gateway, aws, code, toolsDirectory, schemes, events });
    running.push(fn);
    const hasRealAws = realAws !== undefined;
    const parts = { gateway, fn, store, keys, optOuts, queues, events };
    const session = new PageSession({ ...parts, url, tunnel, accountSid, hasRealAws });

    running.unshift(session); // pages are told before their connections end

    const webhook = (scheme: Scheme): WebhookProps => ({
      invoke: async (requestId, event, request) =>
        fn.invoke(requestId, endpointEvent(gateway.definition.endpoint, event, request), scheme),
      events,
    });
    const webhookPath = () => gateway.definition.webhookPath;
    const access = new PageAccess();
    tunnel?.server.serve(tunnelEnd({ ...webhook('https'), domainName: domainNameOf(tunnel), webhookPath }));
    server.serve(localRouter({
      ...webhook('http'),
      port: server.port,
      access,
      pageDirectory: path.join(toolsDirectory, 'page'),
      webhookPath,
      actions: session.actions,
      media: session.media,
      joinEvents: (response) => session.join(response),
    }));
    return {
      url,
      pageUrl: pageLink(url, access.key),
      webhookUrl: session.webhookUrl,
      tunnel: tunnel && { url: tunnel.url, webhookUrl: tunnel.publicUrl + encodeURI(webhookPath()) },
      definition,
      all,
      target: () => ({ webhookUrl: session.webhookUrl, signer: { accountSid, key: session.key } }),
      singleUsePageUrl: () => pageLink(url, access.newSingleUseKey()),
      setApp: (app) => session.setApp(app),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** On the next port, so that the developer can open the tunnel before; on a free one if any will do. */
async function bindTunnel(publicUrl: string, port: number): Promise<Tunnel & { readonly server: BoundServer }> {
  const server = await bindToLoopback(port === 0 ? 0 : (port + 1) % 65536);
  return { publicUrl, url: server.url, server };
}
