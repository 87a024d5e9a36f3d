import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AUTH_TOKEN } from './messages';
import { fromRoot } from './paths';
import { TwilioSmsGateway, type TwilioSmsGatewayProps } from '../../src';
import type { Exchange as LocalExchange } from '../../src/local/events/exchange';
import { GatewayEvents } from '../../src/local/events/gateway-events';
import type { OutgoingCall } from '../../src/local/events/outgoing-call';
import { type LocalGateway, startLocalGateway } from '../../src/local/local-gateway';
import type { ExchangeView, FailedAttempt, PageEvents, PageRequests, PageState } from '../../src/local/page-protocol/page-protocol';
import type { ReplyMessage } from '../../src/shared/reply-contract';
import { type InboundFields, signedRequest } from '../../src/testing';
import { twimlMessages } from '../../src/testing/twiml-messages';

const TOOLS = fromRoot('assets/cli');

export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'gateway-')));
}

/** Synthesizes an app with one gateway. */
export function synthesize(props: TwilioSmsGatewayProps, outdir = temporaryFolder()): string {
  const app = new App({ outdir });
  new TwilioSmsGateway(new Stack(app, 'Stack'), 'Sms', props);
  return app.synth().directory;
}

/** The gateway's answer to a message. */
export interface Exchange {
  readonly status: number;
  readonly messages: readonly ReplyMessage[];
}

/**
 * A gateway of a cloud assembly, run as `dev` runs it: its own asset in a process of its own. Needs assets/ to be
 * built.
 */
export class ServedApp {
  static async start(directory: string): Promise<ServedApp> {
    const printed: string[] = [];
    const calls: OutgoingCall[] = [];
    const exchanges: LocalExchange[] = [];
    const attempts: FailedAttempt[] = [];
    const views = new Map<string, ExchangeView>();
    const events = new GatewayEvents()
      .on('exchange', (exchange) => exchanges.push(exchange))
      .on('log', ({ text }) => printed.push(text))
      .on('call', (call) => calls.push(call))
      .on('attemptFailed', (attempt) => attempts.push(attempt))
      .on('view', (view) => views.set(view.id, view));
    const gateway = await startLocalGateway({
      source: { directory },
      authToken: AUTH_TOKEN,
      port: 0,
      toolsDirectory: TOOLS,
      events,
    });
    return new ServedApp(gateway, printed, calls, exchanges, attempts, views);
  }

  private constructor(
    private readonly gateway: LocalGateway,
    readonly printed: readonly string[],
    /** Calls that it would have sent to AWS. */
    readonly calls: readonly OutgoingCall[],
    private readonly exchanges: readonly LocalExchange[],
    readonly attempts: readonly FailedAttempt[],
    /** The page's views of the messages, by request id. */
    readonly views: ReadonlyMap<string, ExchangeView>,
  ) {}

  /** The gateway's own lines. */
  get log(): ReadonlyArray<Record<string, any>> {
    return this.printed.filter((line) => line.startsWith('{"timestamp"')).map((line) => JSON.parse(line));
  }

  /** Sends a text as Twilio would, to the webhook's URL with this query string. */
  async text(message: InboundFields, query = ''): Promise<Exchange> {
    const request = signedRequest(message, { url: this.gateway.webhookUrl + query, authToken: AUTH_TOKEN });
    const response = await fetch(request.url, request);
    const body = await response.text();
    await new Promise((resolve) => setTimeout(resolve, 50)); // what the function printed comes through another pipe
    return { status: response.status, messages: response.status === 200 ? twimlMessages(body) : [] };
  }

  /** Sends a text from the phone of the page. */
  async phone(text: PageRequests['/api/messages']): Promise<Exchange> {
    const before = this.exchanges.length;
    await this.ask('/api/messages', text);
    while (this.exchanges.length === before) await new Promise((resolve) => setTimeout(resolve, 20));
    const { status, body } = this.exchanges[before].response;
    return { status, messages: status === 200 ? twimlMessages(body.toString()) : [] };
  }

  /** Sends a request of the page, and returns the status of the answer. */
  async ask<P extends keyof PageRequests>(action: P, input: PageRequests[P]): Promise<number> {
    const { url, pageUrl } = this.gateway;
    const headers = { 'x-page-key': new URL(pageUrl).hash.slice('#key='.length) };
    return (await fetch(url + action, { method: 'POST', headers, body: JSON.stringify(input) })).status;
  }

  /** What a page that is opened now gets first. */
  async start(): Promise<PageEvents['start']> {
    const { url, pageUrl } = this.gateway;
    const end = new AbortController();
    const headers = { 'x-page-key': new URL(pageUrl).hash.slice('#key='.length) };
    const response = await fetch(`${url}/api/events`, { headers, signal: end.signal });
    let received = '';
    for await (const chunk of response.body!) {
      received += Buffer.from(chunk).toString();
      const data = /event: start\ndata: (.*)\n\n/.exec(received)?.[1];
      if (data === undefined) continue;
      setImmediate(() => end.abort());
      return JSON.parse(data) as PageEvents['start'];
    }
    throw new Error(`No data: ${received}`);
  }

  async state(): Promise<PageState> {
    return (await this.start()).state;
  }

  async close(): Promise<void> {
    await this.gateway.close();
  }
}
