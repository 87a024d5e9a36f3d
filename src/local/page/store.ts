import { ExchangeView, MAX_EXCHANGES, Note, PageEvents, PageState, PhoneChannel } from '../page-protocol/page-protocol';

/**
 * Events within this time after a rendering wait for the next frame. A single event, such as a reply, is shown at once.
 */
const DEBOUNCE_MILLIS = 4;

/** Runs an action, and shows its error. Resolves with whether it succeeded. */
export type Attempt = (action: () => Promise<void>) => Promise<boolean>;

/** The data of the page. Views read it and subscribe to changes. A flood of events becomes one change per frame. */
export class Store {
  public state?: PageState;
  public exchanges = new Map<string, ExchangeView>();
  public notes: readonly Note[] = [];
  public contact = '+12025550123';
  public added: readonly string[] = [];
  public channel: PhoneChannel = 'sms';
  public selected?: string;
  private readonly views: (() => void)[] = [];
  private isScheduled = false;
  private renderedAt = -Infinity;

  /** The selected exchange. */
  public get exchange(): ExchangeView | undefined {
    return this.exchanges.get(this.selected ?? '');
  }

  public onChange(view: () => void): void {
    this.views.push(view);
  }

  public start({ state, exchanges, notes }: PageEvents['start']): void {
    this.state = state;
    this.notes = notes;
    this.exchanges = new Map(exchanges.map((exchange) => [exchange.id, exchange]));
    if (this.exchange === undefined) this.selected = this.latest()?.id;
    this.changed();
  }

  public setState(state: PageState): void {
    const isSwitched = this.state?.gateway !== state.gateway;
    this.state = state;
    if (isSwitched) this.selected = this.latest()?.id;
    this.changed();
  }

  /** Selects a new exchange unless the user looks at an older one. */
  public set(exchange: ExchangeView): void {
    const isNew = !this.exchanges.has(exchange.id);
    const follows = this.selected === undefined || this.selected === this.latest()?.id;
    this.exchanges.set(exchange.id, exchange);
    const isOwn = !['elsewhere', 'tunnel'].includes(exchange.origin);
    if (isNew && exchange.gateway === this.state?.gateway && (follows || isOwn)) this.selected = exchange.id;
    if (this.exchanges.size > MAX_EXCHANGES) this.exchanges.delete(this.exchanges.keys().next().value!);
    this.changed();
  }

  public addNote(note: Note): void {
    this.notes = [...this.notes.slice(-99), note];
    this.changed();
  }

  public select(id: string): void {
    this.selected = id;
    this.changed();
  }

  public talkTo(contact: string): void {
    this.contact = contact;
    this.selected = this.latest()?.id ?? this.selected;
    this.changed();
  }

  public setChannel(channel: PhoneChannel): void {
    this.channel = channel;
    this.changed();
  }

  /** The latest exchange of the conversation that is shown. */
  public latest(): ExchangeView | undefined {
    return [...this.exchanges.values()]
      .filter(({ gateway, from }) => gateway === this.state?.gateway && from === this.contact)
      .at(-1);
  }

  /** The latest message of the conversation with a genuine signature. */
  public latestGenuine(): ExchangeView | undefined {
    return [...this.exchanges.values()].filter(({ gateway, from, request }) =>
      gateway === this.state?.gateway && from === this.contact && request.signedWith !== undefined).at(-1);
  }

  private changed(): void {
    if (this.isScheduled) return;
    if (performance.now() - this.renderedAt > DEBOUNCE_MILLIS) return this.render();
    this.isScheduled = true;
    requestAnimationFrame(() => this.render());
  }

  private render(): void {
    this.isScheduled = false;
    this.views.forEach((view) => view());
    this.renderedAt = performance.now();
  }
}
