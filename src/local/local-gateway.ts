import * as path from 'node:path';
import { frontEnd } from './front-end';
import { FunctionLogLine } from './function-process';
import { GatewayDefinition } from './gateway-definition';
import { GatewaySource, loadGateway } from './loaded-gateway';
import { LocalFunction, secretArn } from './local-function';
import { listenOnLoopback, LOOPBACK } from './loopback-server';
import { PageAccess } from './page-access';
import { LocalSecretStore } from './secret-store';
import { startSecretsManager } from './secrets-manager';
import { Exchange } from './webhook';

export interface LocalGatewayProps {
  readonly source: GatewaySource;
  /** 32 hexadecimal characters. */
  readonly authToken: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder with `function-host.mjs` and `page/`, as `scripts/bundle.ts` makes it. */
  readonly toolsDirectory: string;
  readonly observer: GatewayObserver;
}

/** Who is told what happens. */
export interface GatewayObserver {
  onExchange(exchange: Exchange): void;
  onLog(line: FunctionLogLine): void;
}

export interface LocalGateway {
  /** Such as `http://127.0.0.1:4680`. */
  readonly url: string;
  /** The page, with the key that opens it. */
  readonly pageUrl: string;
  readonly webhookUrl: string;
  readonly definition: GatewayDefinition;
  /** All gateways of the assembly. */
  readonly all: readonly GatewayDefinition[];
  /** Ends everything, in the middle of a message too. */
  close(): Promise<void>;
}

/** Serves a gateway of a cloud assembly on this machine: its own function, stand-ins for what it calls, and the front end. */
export async function startLocalGateway({ source, authToken, port, toolsDirectory, observer }: LocalGatewayProps): Promise<LocalGateway> {
  const running: { close(): Promise<void> }[] = [];
  const close = async () => {
    await Promise.all(running.splice(0).map(async (part) => part.close()));
  };
  try {
    const loaded = loadGateway(source);
    const store = new LocalSecretStore(secretArn(loaded.definition), authToken);
    const aws = await startSecretsManager(store);
    running.push(aws);
    const hostFile = path.join(toolsDirectory, 'function-host.mjs');
    const fn = new LocalFunction({ source, loaded, store, aws, hostFile, onLog: (line) => observer.onLog(line) });
    running.push(fn);
    const webhookUrl = (ownPort: number) => `http://${LOOPBACK}:${ownPort}${encodeURI(fn.definition.webhookPath)}`;
    const access = new PageAccess();
    const server = await listenOnLoopback(port, (ownPort) => frontEnd({
      port: ownPort,
      access,
      pageDirectory: path.join(toolsDirectory, 'page'),
      webhookPath: () => fn.definition.webhookPath,
      pageApi: () => ({ gateway: fn.definition.constructPath, webhookUrl: webhookUrl(ownPort), authToken }),
      invoke: async (requestId, event) => fn.invoke(requestId, event),
      onExchange: (exchange) => observer.onExchange(exchange),
    }));
    running.push(server);
    const url = `http://${LOOPBACK}:${server.port}`;
    return { url, pageUrl: `${url}/?key=${access.key}`, webhookUrl: webhookUrl(server.port), definition: loaded.definition, all: loaded.all, close };
  } catch (error) {
    await close();
    throw error;
  }
}
