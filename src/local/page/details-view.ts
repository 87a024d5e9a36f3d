import { byId, h } from './dom';
import { AskAbout, callsCard, headCard, logCard, signatureCard, twimlCard, webhookCard } from './details-cards';
import { isWaiting } from './model/contacts';
import type { ExchangeView } from '../page-protocol/page-protocol';
import { ask } from './gateway-client';
import type { Attempt, Store } from './store';

/** A fast answer comes earlier, so that the details do not flicker. */
const WAITING_VIEW_DELAY_MILLIS = 100;

/** The details of the selected message. */
export function detailsView(store: Store, attempt: Attempt): void {
  const details = byId('details');
  let shown: ExchangeView | undefined | null = null;
  let timer: number | undefined;

  const askAbout: AskAbout = (path, { id }) => void attempt(async () => ask(path, { id }));
  const render = () => {
    const { exchange } = store;
    // Unfolded parts stay unfolded, from one message to the next.
    const open = [...details.querySelectorAll<HTMLElement>('details[open]')];
    const unfolded = new Set(open.map(({ dataset }) => dataset.name));
    const scrollTop = details.scrollTop;
    details.replaceChildren(...(exchange === undefined ? [welcome()] : cards(exchange, askAbout)));
    details.querySelectorAll<HTMLDetailsElement>('details').forEach((element) => {
      element.open = unfolded.has(element.dataset.name);
    });
    details.scrollTop = exchange?.id === shown?.id ? scrollTop : 0;
    shown = exchange;
  };
  store.onChange(() => {
    const { exchange } = store;
    clearTimeout(timer);
    if (exchange === shown) return;
    const isNew = exchange !== undefined && isWaiting(exchange) && exchange.id !== shown?.id;
    if (isNew) timer = setTimeout(render, WAITING_VIEW_DELAY_MILLIS);
    else render();
  });
}

function cards(exchange: ExchangeView, askAbout: AskAbout): HTMLElement[] {
  return [
    headCard(exchange, askAbout),
    h('div', { class: 'columns' },
      h('div', { class: 'column' }, twimlCard(exchange), logCard(exchange), callsCard(exchange)),
      h('div', { class: 'column' }, signatureCard(exchange), webhookCard(exchange))),
  ];
}

function welcome(): HTMLElement {
  return h('div', { class: 'welcome' },
    h('h2', {}, 'Send a message'),
    h('p', {}, 'It reaches your gateway as from Twilio: a signed webhook request to the Lambda code that you would '
      + 'deploy. The details of the answer appear here.'),
    h('dl', {},
      h('dt', {}, h('kbd', {}, 'Enter')),
      h('dd', {}, 'sends. ', h('kbd', {}, 'Shift'), ' ', h('kbd', {}, 'Enter'), ' makes a new line'),
      h('dt', {}, h('kbd', {}, '↑'), ' ', h('kbd', {}, '↓')),
      h('dd', {}, 'on the line below a bubble: previous and next message'),
      h('dt', {}, h('kbd', {}, 'Esc')), h('dd', {}, 'returns to the message field')));
}
