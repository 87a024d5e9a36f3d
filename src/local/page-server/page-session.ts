import { ServerResponse } from 'node:http';
import { EventStream } from './event-stream';
import { History } from './history';
import { OutgoingCall } from '../events/outgoing-call';
import { pageActions } from './page-actions';
import { LocalFunction } from '../function/local-function';
import { GatewayObserver } from '../gateway-observer';
import { PageActions } from './page-api';
import { FunctionLogLine } from '../function/function-process';
import { AppState, PageState } from '../page-protocol/page-protocol';
import { LocalSecret } from '../emulators/local-secret';
import { localUrlOf, schemeOf, Tunnel } from '../server/tunnel';
import { Exchange } from '../server/webhook-route';
import { GATEWAY_NUMBER, LocalTwilio } from '../twilio/local-twilio';
import { MediaStore } from '../twilio/media-store';
import { UserError } from '../problems/user-error';

export interface PageSessionProps {
  readonly store: LocalSecret;
  readonly observer: GatewayObserver;
  /** The account that the page's texts come from. @default - a made-up one */
  readonly accountSid?: string;
  /** Whether the secret, and all else that the function calls, is in AWS. */
  readonly hasRealAws: boolean;
  /** All three are there when the first request comes. */
  readonly fn: () => LocalFunction;
  readonly url: () => string;
  readonly tunnel: () => Tunnel | undefined;
}

/** What the page shows, from the start of the local gateway to its end, and what the page can do. */
export class PageSession {
  public readonly history: History;
  public readonly media = new MediaStore();
  private readonly events = new EventStream();
  private app: AppState = { status: 'ready' };

  public constructor(private readonly props: PageSessionProps) {
    const { store, observer, fn, tunnel } = props;
    this.history = new History({
      arrival: (event) => {
        const scheme = schemeOf(event, tunnel());
        return {
          gateway: fn().definition.constructPath,
          delayMs: fn().delayMillis,
          authTokens: store.authTokens,
          scheme,
          origin: scheme === 'https' ? 'tunnel' : 'elsewhere',
        };
      },
      describeMedia: (url) => this.media.describe(url),
      onChange: (exchange) => this.events.send('exchange', exchange),
      onNote: (note) => {
        this.events.send('note', note);
        observer.onNote(note);
      },
    });
  }

  public get webhookUrl(): string {
    return this.props.url() + encodeURI(this.props.fn().definition.webhookPath);
  }

  /** What the page's buttons do. */
  public actions(): PageActions {
    const { store, observer, fn, url, tunnel, accountSid, hasRealAws } = this.props;
    const twilio = new LocalTwilio({
      webhookUrl: () => this.webhookUrl,
      origin: url,
      authToken: () => store.authTokens[0],
      accountSid,
      media: this.media,
      localUrl: (webhookUrl) => localUrlOf(webhookUrl, tunnel()),
      announce: (token, origin) => this.history.announce(token, origin),
    });
    return pageActions({
      twilio,
      store,
      fn: fn(),
      history: this.history,
      hasTunnel: tunnel() !== undefined,
      hasRealAws,
      showState: () => this.showState(),
      showAll: () => this.events.send('start', this.start()),
      onTokenRotated: (authToken) => observer.onTokenRotated(authToken),
    });
  }

  public join(response: ServerResponse): void {
    this.events.join(response, this.start());
  }

  public onExchange(exchange: Exchange): void {
    this.history.onExchange(exchange);
    this.props.observer.onExchange(exchange);
  }

  public onLog(line: FunctionLogLine): void {
    this.history.onLog(line);
    this.props.observer.onLog(line);
  }

  public onCall(call: OutgoingCall): void {
    this.history.onCall(call);
    this.props.observer.onCall(call);
  }

  public onReload(): void {
    this.history.note('good', 'Reloaded: the next text meets the new code.');
    this.showState();
  }

  /** Follows the user's app. While it is synthesized, and after it failed, the gateway that was there goes on. */
  public setApp(app: AppState): void {
    this.app = app;
    try {
      if (app.status === 'ready') this.props.fn().reload();
      else this.props.fn().hold();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.app = { status: 'failed', problem: error.message };
    }
    if (this.app.status === 'failed') this.history.note('bad', `${this.app.problem ?? 'The app failed.'} The version before it keeps answering.`);
    this.showState();
  }

  private start() {
    return { state: this.state(), exchanges: this.history.exchanges, notes: this.history.notes };
  }

  private state(): PageState {
    const { store, fn, hasRealAws } = this.props;
    const { definition, all, delayMillis } = fn();
    return {
      gateway: definition.constructPath,
      gateways: (hasRealAws ? [definition] : all).map(({ constructPath }) => constructPath),
      webhookUrl: this.webhookUrl,
      number: GATEWAY_NUMBER,
      switches: { delayMs: delayMillis, secretStoreFails: store.fails },
      app: this.app,
    };
  }

  private showState(): void {
    this.events.send('state', this.state());
  }
}
