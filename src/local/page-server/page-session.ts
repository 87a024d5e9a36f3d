import { ServerResponse } from 'node:http';
import { describeGateway } from './describe-gateway';
import { EventStream } from './event-stream';
import { History } from './history';
import { pageActions } from './page-actions';
import { PageActions } from './page-api';
import { PageKeys } from './signature-check';
import type { SharedKey } from '../../runtime/auth-token/parse-shared-key';
import { SIGNING_KEY_SECRET_ARN_ENV } from '../../shared/env';
import { CurrentGateway } from '../assembly/current-gateway';
import { LocalKeys } from '../emulators/local-keys';
import { LocalSecret } from '../emulators/local-secret';
import { Queues } from '../emulators/queues';
import { GatewayEvents } from '../events/gateway-events';
import { hasAuthToken, LocalFunction } from '../function/local-function';
import { AppState, PageState } from '../page-protocol/page-protocol';
import { UserError } from '../problems/user-error';
import { localUrlOf, schemeOf, Tunnel } from '../server/tunnel';
import { GATEWAY_NUMBER, LocalTwilio } from '../twilio/local-twilio';
import { MediaStore } from '../twilio/media-store';
import { OptOuts } from '../twilio/opt-outs';

export interface PageSessionProps {
  readonly gateway: CurrentGateway;
  readonly fn: LocalFunction;
  readonly store: LocalSecret;
  readonly keys: LocalKeys;
  readonly optOuts: OptOuts;
  /** @default - the function calls AWS itself */
  readonly queues?: Pick<Queues, 'hurry'>;
  readonly events: GatewayEvents;
  /** URL of the page's server, such as `http://127.0.0.1:4680`. */
  readonly url: string;
  /** @default - messages come from this machine only */
  readonly tunnel?: Tunnel;
  /** The account that the page's messages come from. @default - a made-up one */
  readonly accountSid?: string;
  /** Whether the function calls AWS itself, also for its secret. */
  readonly hasRealAws: boolean;
}

/** The content and the actions of the page, from the start of the local gateway to its end. */
export class PageSession {
  public readonly media = new MediaStore();
  /** The actions of the page's buttons. */
  public readonly actions: PageActions;
  private readonly history: History;
  private readonly stream = new EventStream();
  private app: AppState = { status: 'ready' };
  /** Construct path of the gateway that was served last. */
  private served: string;

  public constructor(private readonly props: PageSessionProps) {
    const { gateway, fn, store, keys, optOuts, queues, events, url, tunnel, accountSid, hasRealAws } = props;
    this.served = gateway.definition.constructPath;
    this.history = new History({
      events,
      arrival: (event) => {
        const scheme = schemeOf(event, tunnel);
        return {
          gateway: gateway.definition.constructPath,
          delayMs: fn.delayMillis,
          keys: this.keys(),
          endpoint: gateway.definition.endpoint,
          scheme,
          origin: scheme === 'https' ? 'tunnel' : 'elsewhere',
        };
      },
      secondsToNextRead: () => store.secondsToNextRead(),
      isOptedOut: (number) => optOuts.has(number),
      describeMedia: (mediaUrl) => this.media.describe(mediaUrl),
    });
    const twilio = new LocalTwilio({
      webhookUrl: () => this.webhookUrl,
      key: () => this.key,
      sharedKey: keys.signingKey,
      mediaOrigin: url,
      accountSid,
      media: this.media,
      optOuts,
      localUrl: (webhookUrl) => localUrlOf(webhookUrl, tunnel),
      announce: (token, origin) => this.history.announce(token, origin),
    });
    this.actions = pageActions({
      twilio,
      store,
      queues,
      fn,
      events,
      history: this.history,
      hasTunnel: tunnel !== undefined,
      hasRealAws,
      showState: () => this.showState(),
      showAll: () => this.stream.send('start', this.start()),
    });
    events
      .on('view', (exchange) => this.stream.send('exchange', exchange))
      .on('note', (note) => this.stream.send('note', note))
      .on('reloaded', ({ constructPath }) => {
        const isSwitched = constructPath !== this.served;
        this.served = constructPath;
        if (isSwitched) this.history.note('info', `The page sends to ${constructPath} from now on.`);
        else this.history.note('good', 'Reloaded. The next message runs the new code.');
        this.showState();
      });
  }

  public get webhookUrl(): string {
    return this.props.url + encodeURI(this.props.gateway.definition.webhookPath);
  }

  /** Signs messages as Twilio does now: the auth token, or a SharedKey if the gateway has no token. */
  public get key(): string | SharedKey {
    const { gateway, store, keys } = this.props;
    return hasAuthToken(gateway.definition) ? store.authTokens[0] : keys.signingKey;
  }

  public join(response: ServerResponse): void {
    this.stream.join(response, this.start());
  }

  /** Follows the user's app. The previous gateway stays while the app is synthesized, and after it failed. */
  public setApp(app: AppState): void {
    this.app = app;
    try {
      if (app.status === 'ready') this.props.fn.reload();
      else this.props.fn.hold();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.app = { status: 'failed', problem: error.message };
    }
    if (this.app.status === 'failed') {
      this.history.note('bad', `${this.app.problem ?? 'The app failed.'} Still serving the last good build.`);
    }
    this.showState();
  }

  /** Tells every page that the local gateway ends. */
  public async close(): Promise<void> {
    this.stream.send('stopped', {});
  }

  /** The keys that the page signs with. */
  private keys(): PageKeys {
    const { gateway: { definition }, store, keys } = this.props;
    return {
      authTokens: hasAuthToken(definition) ? store.authTokens : [],
      sharedKey: keys.signingKey,
      hasSharedKey: definition.environment[SIGNING_KEY_SECRET_ARN_ENV] !== undefined,
    };
  }

  private start() {
    return { state: this.state(), exchanges: this.history.exchanges, notes: this.history.notes };
  }

  private state(): PageState {
    const { gateway: { definition, all }, fn, store, hasRealAws } = this.props;
    return {
      gateway: definition.constructPath,
      gateways: (hasRealAws ? [definition] : all).map(({ constructPath }) => constructPath),
      webhookUrl: this.webhookUrl,
      runs: describeGateway(this.props.gateway),
      number: GATEWAY_NUMBER,
      switches: { delayMs: fn.delayMillis, secretStoreFails: store.fails },
      app: this.app,
    };
  }

  private showState(): void {
    this.stream.send('state', this.state());
  }
}
