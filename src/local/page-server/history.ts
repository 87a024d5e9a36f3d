import { answered, arrived, ArrivalProps, verdictOf } from './exchange-view';
import { KeptExchanges } from './kept-exchanges';
import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';
import { Exchange } from '../events/exchange';
import { FunctionLogLine } from '../events/function-log-line';
import { GatewayEvents } from '../events/gateway-events';
import { OutgoingCall } from '../events/outgoing-call';
import { HttpApiEvent } from '../http-api/request-to-event';
import { Attachment, CallView, ExchangeView, MAX_EXCHANGES, Note, Origin } from '../page-protocol/page-protocol';
import { TOO_LATE } from '../twilio/deliver-message';

export interface HistoryProps {
  /** The history listens to these, and emits `view` and `note`. */
  readonly events: GatewayEvents;
  /** Returns the properties of a request that comes in now. Its origin counts only if none was announced. */
  readonly arrival: (event: HttpApiEvent) => ArrivalProps;
  readonly describeMedia: (url: string) => Attachment;
}

const MAX_NOTES = 100;

/**
 * The latest exchanges and notes since the start of the local gateway. They outlive reloads of the function and of the
 * page.
 */
export class History {
  private readonly kept = new KeptExchanges();
  private readonly changed = new Set<string>();
  private readonly announced: { token: string; origin: Origin }[] = [];
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private recentNotes: readonly Note[] = [];
  private lastNote = 0;

  public constructor(private readonly props: HistoryProps) {
    props.events
      .on('request', (event) => this.onRequest(event))
      .on('exchange', (exchange) => this.onExchange(exchange))
      .on('log', (line) => this.onLog(line))
      .on('call', (call) => this.onCall(call))
      .on('queued', ({ requestId = '', isQueued }) => this.change(requestId, { isQueued }));
  }

  public get exchanges(): readonly ExchangeView[] {
    return this.kept.all;
  }

  public get notes(): readonly Note[] {
    return this.recentNotes;
  }

  public find(id: string): ExchangeView | undefined {
    return this.kept.find(id);
  }

  /**
   * Announces the origin of the next request with a token.
   *
   * @param token the `I-Twilio-Idempotency-Token` header. Nothing else tells the page's requests from others
   */
  public announce(token: string, origin: Origin): void {
    this.announced.push({ token, origin });
    this.announced.splice(0, this.announced.length - MAX_EXCHANGES);
  }

  public note(tone: Note['tone'], text: string): void {
    const note = { id: ++this.lastNote, time: Date.now(), tone, text };
    this.recentNotes = [...this.recentNotes.slice(1 - MAX_NOTES), note];
    this.props.events.emit('note', note);
  }

  public clear(): void {
    this.kept.clear();
    this.recentNotes = [];
  }

  private onRequest(event: HttpApiEvent): void {
    const index = this.announced.findIndex(({ token }) => token === event.headers['i-twilio-idempotency-token']);
    const arrival = this.props.arrival(event);
    const { origin = arrival.origin } = index < 0 ? {} : this.announced.splice(index, 1)[0];
    const view = arrived(event, { ...arrival, origin });
    this.set(view);
    const timer = setTimeout(() => this.change(view.id, { problem: TOO_LATE }), TWILIO_TIMEOUT_MILLIS);
    this.timers.set(view.id, timer.unref());
  }

  private onExchange(exchange: Exchange): void {
    const { requestId } = exchange.event.requestContext;
    if (this.kept.find(requestId) === undefined) this.onRequest(exchange.event);
    clearTimeout(this.timers.get(requestId));
    this.timers.delete(requestId);
    const view = this.kept.find(requestId);
    if (view !== undefined) this.set(answered(view, exchange, this.props.describeMedia));
  }

  private onLog({ requestId, stream, text }: FunctionLogLine): void {
    const view = this.kept.find(requestId ?? '');
    if (view === undefined) return;
    const verdict = verdictOf(text);
    if (verdict !== undefined) this.set({ ...view, verdict });
    else this.set({ ...view, log: [...view.log, { stream, text }] });
  }

  private onCall({ requestId, message, service, operation, summary, detail }: OutgoingCall): void {
    const latest = [...this.kept.all].reverse();
    const view = this.kept.find(requestId ?? '')
      ?? latest.find(({ from }) => from === message?.to.replace(/^whatsapp:/, ''))
      ?? latest.at(0);
    if (view === undefined) return;
    const sent = message && { body: message.body, media: message.media.map((url) => this.props.describeMedia(url)) };
    const call: CallView = { time: Date.now(), service, operation, summary, detail, message: sent };
    this.set({ ...view, calls: [...view.calls, call] });
  }

  private change(id: string, changes: Partial<ExchangeView>): void {
    const view = this.kept.find(id);
    if (view !== undefined) this.set({ ...view, ...changes });
  }

  /** Emits the change at the end of the turn: a handler may print many lines at once. */
  private set(view: ExchangeView): void {
    this.kept.set(view);
    if (this.changed.size === 0) setImmediate(() => this.tell());
    this.changed.add(view.id);
  }

  private tell(): void {
    const ids = [...this.changed];
    this.changed.clear();
    this.kept.measure(ids);
    for (const view of ids.map((id) => this.kept.find(id))) {
      if (view !== undefined) this.props.events.emit('view', view);
    }
  }
}
