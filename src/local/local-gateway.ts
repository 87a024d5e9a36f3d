import * as path from 'node:path';
import { AppFunctions } from './app-functions';
import { startAws } from './aws-stand-ins';
import { frontEnd } from './front-end';
import { GatewayDefinition } from './gateway-definition';
import { GatewayObserver } from './gateway-observer';
import { GatewaySource, loadGateway } from './loaded-gateway';
import { LocalFunction, secretArn } from './local-function';
import { listenOnLoopback, LOOPBACK } from './loopback-server';
import { MountedCode } from './mounted-code';
import { PageAccess } from './page-access';
import { AppState } from './page-protocol';
import { PageSession } from './page-session';
import { LocalSecretStore } from './secret-store';
import { findQueueFunction } from './stand-ins/queue-functions';
import { Queues } from './stand-ins/queues';
import { startTwilio } from './stand-ins/twilio-server';
import { DEDUPLICATION_TABLE_ENV } from '../runtime/env';

export interface LocalGatewayProps {
  readonly source: GatewaySource;
  /** 32 hexadecimal characters. */
  readonly authToken: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder with the function hosts and `page/`, as `scripts/bundle.ts` makes it. */
  readonly toolsDirectory: string;
  readonly observer: GatewayObserver;
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
  /** The page, with a key that opens it once. */
  singleUsePageUrl(): string;
  /** Tells how far the app is: see `PageSession`. */
  setApp(app: AppState): void;
  /** Ends everything, in the middle of a message too. */
  close(): Promise<void>;
}

/** Serves a gateway of a cloud assembly on this machine: its own function, stand-ins for what it calls, and the front end. */
export async function startLocalGateway({ source, authToken, port, toolsDirectory, observer }: LocalGatewayProps): Promise<LocalGateway> {
  const running: { close(): Promise<void> }[] = [];
  const code = new MountedCode();
  const close = async () => {
    await Promise.all(running.splice(0).map(async (part) => part.close()));
    code.close();
  };
  try {
    let url = '';
    const loaded = loadGateway(source);
    const store = new LocalSecretStore(secretArn(loaded.definition), authToken);
    const session = new PageSession({ store, observer, fn: () => fn, url: () => url });
    const functions = new AppFunctions({
      assembly: () => fn.assembly,
      aws: () => aws,
      code,
      toolsDirectory,
      onLog: (line) => session.onLog(line),
    });
    running.push(functions);
    const queues = new Queues({
      findFunction: (queueUrl) => findQueueFunction(fn.assembly, queueUrl),
      invoke: async (...invocation) => functions.invoke(...invocation),
      onQueued: ({ requestId }, isQueued) => session.history.onQueued(requestId, isQueued),
      onDeadLetter: ({ queueUrl, requestId }) => session.onCall({
        service: 'SQS',
        operation: 'Redrive',
        summary: `from the queue ${queueUrl.split('/').at(-1)} to its dead-letter queue, after too many tries`,
        requestId,
      }),
    });
    running.push(queues);
    const twilio = await startTwilio({ authTokens: () => store.authTokens.slice(0, 1), onCall: (call) => session.onCall(call) });
    running.push(twilio);
    const awsServer = await startAws({
      store,
      queues,
      isTable: (name) => name === fn.definition.environment[DEDUPLICATION_TABLE_ENV],
      invoke: async (...invocation) => functions.invoke(...invocation),
      onCall: (call) => session.onCall(call),
    });
    running.push(awsServer);
    const aws = { ...awsServer, twilioUrl: twilio.url };
    const fn = new LocalFunction({
      source,
      loaded,
      store,
      aws,
      code,
      toolsDirectory,
      onLog: (line) => session.onLog(line),
      onReload: () => session.onReload(),
    });
    running.push(fn);
    const access = new PageAccess();
    const server = await listenOnLoopback(port, (ownPort) => frontEnd({
      port: ownPort,
      access,
      pageDirectory: path.join(toolsDirectory, 'page'),
      webhookPath: () => fn.definition.webhookPath,
      actions: session.actions(),
      media: session.media,
      joinEvents: (response) => session.join(response),
      invoke: async (requestId, event) => fn.invoke(requestId, event),
      onRequest: (event) => session.history.onRequest(event),
      onExchange: (exchange) => session.onExchange(exchange),
    }));
    running.push(server);
    url = `http://${LOOPBACK}:${server.port}`;
    return {
      url,
      pageUrl: `${url}/?key=${access.key}`,
      webhookUrl: session.webhookUrl,
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
