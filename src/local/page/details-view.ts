import type { Composer } from './composer-view';
import { byId, h, setText } from './dom';
import { callsCard, CardActions, headCard, logCard, signatureCard, twimlCard, webhookCard } from './details-cards';
import { isWaiting } from './model/contacts';
import type { ExchangeView } from '../page-protocol/page-protocol';
import { ask } from './gateway-client';
import type { Attempt, Store } from './store';

/** A fast answer comes earlier, so that the details do not flicker. */
const WAITING_VIEW_DELAY_MILLIS = 100;

export interface DetailsActions extends Pick<Composer, 'send'> {
  readonly attempt: Attempt;
  readonly edit: (exchange: ExchangeView) => void;
}

/** The first messages of somebody who has no idea yet. */
const STARTERS = ['Hello', 'What can you do?', 'STOP'];

/** The details of the selected message. */
export function detailsView(store: Store, actions: DetailsActions): void {
  const { attempt } = actions;
  const details = byId('details');
  let shown: ExchangeView | undefined | null = null;
  let timer: number | undefined;
  let welcomed: Store['state'];

  const askAbout: CardActions['askAbout'] = (path, { id }) => void attempt(async () => ask(path, { id }));
  const copy: CardActions['copy'] = (text, button) => void attempt(async () => {
    await navigator.clipboard.writeText(text);
    const label = button.textContent ?? '';
    setText(button, 'Copied');
    setTimeout(() => setText(button, label), 1500);
  });
  const render = () => {
    const { exchange } = store;
    // Unfolded parts stay unfolded, from one message to the next.
    const open = [...details.querySelectorAll<HTMLElement>('details[open]')];
    const unfolded = new Set(open.map(({ dataset }) => dataset.name));
    const scrollTop = details.scrollTop;
    details.replaceChildren(...(exchange === undefined ? [welcome(store.state, actions)] : cards(exchange, { askAbout, copy, edit: actions.edit }, store.state?.webhookUrl ?? '')));
    details.querySelectorAll<HTMLDetailsElement>('details').forEach((element) => {
      element.open = unfolded.has(element.dataset.name);
    });
    details.scrollTop = exchange?.id === shown?.id ? scrollTop : 0;
    shown = exchange;
  };
  store.onChange(() => {
    const { exchange } = store;
    clearTimeout(timer);
    if (exchange === shown && (exchange !== undefined || welcomed === store.state)) return;
    welcomed = store.state;
    const isNew = exchange !== undefined && isWaiting(exchange) && exchange.id !== shown?.id;
    if (isNew) timer = setTimeout(render, WAITING_VIEW_DELAY_MILLIS);
    else render();
  });
}

function cards(exchange: ExchangeView, actions: CardActions, webhookUrl: string): HTMLElement[] {
  return [
    headCard(exchange, actions),
    h('div', { class: 'columns' },
      h('div', { class: 'column' }, twimlCard(exchange, actions), logCard(exchange), callsCard(exchange)),
      h('div', { class: 'column' }, signatureCard(exchange), webhookCard(exchange, actions, webhookUrl))),
  ];
}

function welcome(state: Store['state'], { send }: DetailsActions): HTMLElement {
  const { handler = '', mode = '', deduplication = '', endpoint = '' } = state?.runs ?? {};
  const facts = Object.entries({ Handler: handler, Mode: mode, Deduplication: deduplication, Endpoint: endpoint });
  return h('div', { class: 'welcome' },
    h('h2', {}, 'Send a message'),
    h('p', {}, 'It reaches your gateway as from Twilio: a signed webhook request to the Lambda code that you would '
      + 'deploy. The details of the answer appear here.'),
    h('p', { class: 'tools' }, ...STARTERS.map((text) => h('button', { type: 'button', click: () => send(text) }, text))),
    h('dl', {}, ...facts.filter(([, value]) => value !== '').flatMap(([name, value]) =>
      [h('dt', {}, name), h('dd', {}, h('b', {}, value))])),
    h('dl', {},
      h('dt', {}, h('kbd', {}, 'Enter')),
      h('dd', {}, 'sends. ', h('kbd', {}, 'Shift'), ' ', h('kbd', {}, 'Enter'), ' makes a new line'),
      h('dt', {}, h('kbd', {}, '↑'), ' ', h('kbd', {}, '↓')),
      h('dd', {}, 'on the line below a bubble: previous and next message. ', h('kbd', {}, '↑'),
        ' in the empty field: the last message again'),
      h('dt', {}, h('kbd', {}, 'Esc')), h('dd', {}, 'returns to the message field')));
}
