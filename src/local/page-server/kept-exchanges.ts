import { ExchangeView, MAX_EXCHANGES } from '../page-protocol/page-protocol';

/** What the exchanges of the history take together, as JSON. */
export const MAX_HISTORY_BYTES = 32 * 1024 * 1024;

const MAX_LOG_LINES = 200;
const MAX_CALLS = 200;
/** Longest text of one line or call, in characters. */
const MAX_TEXT = 16 * 1024;
/** Twilio takes 64 kB. */
const MAX_ANSWER = 128 * 1024;

/** Exchanges by id. The oldest ones go when all are too many, or too large. */
export class KeptExchanges {
  private readonly byId = new Map<string, ExchangeView>();
  private readonly sizes = new Map<string, number>();
  private total = 0;

  public get all(): readonly ExchangeView[] {
    return [...this.byId.values()];
  }

  public find(id: string): ExchangeView | undefined {
    return this.byId.get(id);
  }

  public set(view: ExchangeView): void {
    this.byId.set(view.id, limited(view));
    for (const oldest of this.byId.keys()) {
      if (this.byId.size <= MAX_EXCHANGES) break;
      this.remove(oldest);
    }
  }

  /** Measures exchanges that have changed. Call it once for several changes: it takes longer than they do. */
  public measure(ids: readonly string[]): void {
    for (const view of ids.flatMap((id) => this.byId.get(id) ?? [])) {
      const size = JSON.stringify(view).length;
      this.total += size - (this.sizes.get(view.id) ?? 0);
      this.sizes.set(view.id, size);
    }
    for (const oldest of this.byId.keys()) {
      if (this.total <= MAX_HISTORY_BYTES || this.byId.size === 1) break;
      this.remove(oldest);
    }
  }

  public clear(): void {
    this.byId.clear();
    this.sizes.clear();
    this.total = 0;
  }

  private remove(id: string): void {
    this.byId.delete(id);
    this.total -= this.sizes.get(id) ?? 0;
    this.sizes.delete(id);
  }
}

function limited(view: ExchangeView): ExchangeView {
  const { answer, log, calls } = view;
  return {
    ...view,
    ...(answer && { answer: { ...answer, body: cut(answer.body, MAX_ANSWER) } }),
    log: log.slice(0, MAX_LOG_LINES).map((line) => (isLong(line.text) ? { ...line, text: cut(line.text) } : line)),
    calls: calls.slice(0, MAX_CALLS).map((call) =>
      (isLong(call.detail) || isLong(call.summary)
        ? { ...call, summary: cut(call.summary), detail: call.detail && cut(call.detail) }
        : call)),
  };
}

function isLong(text = ''): boolean {
  return text.length > MAX_TEXT;
}

const CUT = ' ... (too long, the rest is not kept)';

/** A cut text is not cut again. */
function cut(text: string, length = MAX_TEXT): string {
  return text.length <= length ? text : text.slice(0, length - CUT.length) + CUT;
}
