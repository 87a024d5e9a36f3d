import * as path from 'node:path';
import { startEmulators } from './app-emulators';
import { GatewayDefinition } from './assembly/gateway-definition';
import { GatewaySource, loadGateway } from './assembly/loaded-gateway';
import { frontEnd } from './front-end';
import { RealAws, Scheme } from './function/function-environment';
import { LocalFunction, secretArn } from './function/local-function';
import { MountedCode } from './function/mounted-code';
import { GatewayObserver } from './gateway-observer';
import { AppState } from './page-protocol/page-protocol';
import { PageAccess } from './page-server/page-access';
import { PageSession } from './page-server/page-session';
import { LocalSecret } from './emulators/local-secret';
import { listenOnLoopback, LOOPBACK } from './server/loopback-server';
import { domainNameOf, Tunnel, tunnelEnd } from './server/tunnel';
import { WebhookProps } from './server/webhook-route';

export interface LocalGatewayProps {
  readonly source: GatewaySource;
  /** 32 hexadecimal characters. */
  readonly authToken: string;
  /** The account that the page's texts come from. @default - a made-up one */
  readonly accountSid?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder with the function hosts and `page/`, as `scripts/bundle.ts` makes it. */
  readonly toolsDirectory: string;
  /** Origin of a tunnel through which Twilio sends real texts. @default - texts come from this machine only */
  readonly publicUrl?: string;
  /** Where the function's calls to AWS go, those for its secret too. @default - emulators on this machine */
  readonly realAws?: RealAws;
  readonly observer: GatewayObserver;
}

export interface LocalGateway {
  /** Such as `http://127.0.0.1:4680`. */
  readonly url: string;
  /** The page, with the key that opens it. */
  readonly pageUrl: string;
  readonly webhookUrl: string;
  /** Only with a public URL. */
  readonly tunnel?: {
    /** Where the tunnel is to point to: a port on which there is nothing but the webhook. */
    readonly url: string;
    /** As it is to be set at Twilio. */
    readonly webhookUrl: string;
  };
  readonly definition: GatewayDefinition;
  /** All gateways of the assembly. */
  readonly all: readonly GatewayDefinition[];
  /** The page, with a key that opens it once. */
  singleUsePageUrl(): string;
  /** Tells how far the app is: see `PageSession`. */
  setApp(app: AppState): void;
  /** Ends everything, in the middle of a message too. */
  close(): Promise<void>;
}

/** Serves a gateway of a cloud assembly on this machine: its own function, emulators for what it calls, and the front end. */
export async function startLocalGateway(props: LocalGatewayProps): Promise<LocalGateway> {
  const { source, authToken, accountSid, port, toolsDirectory, publicUrl, realAws, observer } = props;
  const running: { close(): Promise<void> }[] = [];
  const code = new MountedCode();
  const close = async () => {
    await Promise.all(running.splice(0).map(async (part) => part.close()));
    code.close();
  };
  try {
    let url = '';
    let tunnel: Tunnel | undefined;
    const loaded = loadGateway(source);
    const store = new LocalSecret(secretArn(loaded.definition), authToken);
    const session: PageSession = new PageSession({
      store,
      observer,
      accountSid,
      hasRealAws: realAws !== undefined,
      fn: () => fn,
      url: () => url,
      tunnel: () => tunnel,
    });
    const aws = realAws ?? await startEmulators({ store, session, code, toolsDirectory, fn: () => fn }, running); // nobody calls them before there is the function
    const fn: LocalFunction = new LocalFunction({
      source,
      loaded,
      store,
      aws,
      code,
      toolsDirectory,
      schemes: publicUrl === undefined ? ['http'] : ['http', 'https'],
      onLog: (line) => session.onLog(line),
      onReload: () => session.onReload(),
    });
    running.push(fn);
    const webhook = (scheme: Scheme): WebhookProps => ({
      invoke: async (requestId, event) => fn.invoke(requestId, event, scheme),
      onRequest: (event) => session.history.onRequest(event),
      onExchange: (exchange) => session.onExchange(exchange),
    });
    const webhookPath = () => fn.definition.webhookPath;
    if (publicUrl !== undefined) {
      const domainName = domainNameOf({ publicUrl });
      const server = await listenOnLoopback(tunnelPort(port), () => tunnelEnd({ ...webhook('https'), domainName, webhookPath }));
      running.push(server);
      tunnel = { publicUrl, url: `http://${LOOPBACK}:${server.port}` };
    }
    const access = new PageAccess();
    const server = await listenOnLoopback(port, (ownPort) => frontEnd({
      ...webhook('http'),
      port: ownPort,
      access,
      pageDirectory: path.join(toolsDirectory, 'page'),
      webhookPath,
      actions: session.actions(),
      media: session.media,
      joinEvents: (response) => session.join(response),
    }));
    running.push(server);
    url = `http://${LOOPBACK}:${server.port}`;
    return {
      url,
      pageUrl: `${url}/?key=${access.key}`,
      webhookUrl: session.webhookUrl,
      tunnel: tunnel && { url: tunnel.url, webhookUrl: tunnel.publicUrl + encodeURI(webhookPath()) },
      definition: loaded.definition,
      all: loaded.all,
      singleUsePageUrl: () => `${url}/?key=${access.newSingleUseKey()}`,
      setApp: (app) => session.setApp(app),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The next one, so that a tunnel can be opened before; a free one where any will do. */
function tunnelPort(port: number): number {
  return port === 0 ? 0 : (port + 1) % 65536;
}
