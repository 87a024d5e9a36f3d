import { answered, AnswerProps, arrived, ArrivalProps, verdictOf } from './exchange-view';
import { KeptExchanges } from './kept-exchanges';
import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';
import { workerLine } from '../emulators/report-attempts';
import { Exchange } from '../events/exchange';
import { FunctionLogLine } from '../events/function-log-line';
import { GatewayEvents } from '../events/gateway-events';
import { OutgoingCall } from '../events/outgoing-call';
import { HttpApiEvent } from '../http-api/request-to-event';
import { CallView, ExchangeView, MAX_EXCHANGES, Note, Origin, Verdict } from '../page-protocol/page-protocol';
import { TOO_LATE } from '../twilio/problems';

export interface HistoryProps extends AnswerProps {
  /** The history listens to these, and emits `view` and `note`. */
  readonly events: GatewayEvents;
  /** Returns the properties of a request that comes in now. Its origin counts only if none was announced. */
  readonly arrival: (event: HttpApiEvent) => ArrivalProps;
  /** Returns the most seconds until the function reads its token after a failed signature. */
  readonly secondsToNextRead: () => number;
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
  private cleared: readonly [views: readonly ExchangeView[], notes: readonly Note[]] = [[], []];
  private lastNote = 0;

  public constructor(private readonly props: HistoryProps) {
    props.events
      .on('request', (event) => this.onRequest(event))
      .on('exchange', (exchange) => this.onExchange(exchange))
      .on('log', (line) => this.onLog(line))
      .on('call', (call) => this.onCall(call))
      .on('queued', ({ requestId = '', isQueued, isWorker }) => this.onQueued(requestId, isQueued, isWorker))
      .on('attempt', ({ requestId, state }) => state === 'started' && this.change(requestId, { attempt: undefined }))
      .on('attemptFailed', ({ requestId, ...attempt }) => this.change(requestId, { attempt }));
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

  /** Removes everything. `undoClear` brings it back until the next time. */
  public clear(): void {
    if (this.kept.all.length > 0 || this.recentNotes.length > 0) this.cleared = [this.kept.all, this.recentNotes];
    this.kept.clear();
    this.recentNotes = [];
  }

  public undoClear(): void {
    const [views, notes] = this.cleared;
    const all = [...views, ...this.kept.all];
    this.kept.clear();
    all.forEach((view) => this.kept.set(view));
    this.kept.measure(all.map(({ id }) => id));
    this.recentNotes = [...notes, ...this.recentNotes].slice(-MAX_NOTES);
    this.cleared = [[], []];
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
    if (view === undefined) return;
    const after = answered(view, exchange, this.props);
    // In a flood the function does not log each rejection.
    const isRejected = after.verdict === undefined && exchange.response.status === 403;
    this.set(isRejected ? { ...after, ...this.tokenAge(after, { reason: 'wrong_signature' }) } : after);
  }

  private onLog({ requestId, stream, text }: FunctionLogLine): void {
    const view = this.kept.find(requestId ?? '');
    if (view === undefined) return;
    const verdict = verdictOf(text);
    if (workerLine(text) !== undefined) this.set({ ...view, worker: verdict });
    else if (verdict !== undefined) this.set({ ...view, verdict, ...this.tokenAge(view, verdict) });
    else this.set({ ...view, log: [...view.log, { stream, text }] });
  }

  /** A genuine signature that the function rejects: it still has the former token. */
  private tokenAge({ request }: ExchangeView, { reason }: Pick<Verdict, 'reason'>): Pick<ExchangeView, 'secondsToNextRead'> {
    const isStale = ['current', 'former'].includes(request.signedWith ?? '') && reason === 'wrong_signature';
    return { secondsToNextRead: isStale ? this.props.secondsToNextRead() : undefined };
  }

  private onCall({ requestId, message, service, operation, summary, detail }: OutgoingCall): void {
    const latest = [...this.kept.all].reverse();
    const view = this.kept.find(requestId ?? '')
      ?? latest.find(({ from }) => from === message?.to.replace(/^(whatsapp|rcs):/, ''))
      ?? latest.at(0);
    if (view === undefined) return;
    const sent = message && { body: message.body, media: message.media.map((url) => this.props.describeMedia(url)) };
    const call: CallView = { time: Date.now(), service, operation, summary, detail, message: sent };
    this.set({ ...view, calls: [...view.calls, call] });
  }

  /** An attempt that waited for the next one succeeded in the end. The last one stays: it failed. */
  private onQueued(id: string, isQueued: boolean, isForWorker: boolean): void {
    const attempt = this.kept.find(id)?.attempt;
    this.change(id, { isQueued, isForWorker, attempt: attempt?.retryInSeconds === undefined ? attempt : undefined });
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
