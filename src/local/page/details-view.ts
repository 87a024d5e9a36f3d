import { byId, h } from './dom';
import { callsCard, headCard, logCard, signatureCard, twimlCard, webhookCard } from './details-cards';
import { isWaiting } from './model/contacts';
import type { ExchangeView } from '../page-protocol/page-protocol';
import type { Store } from './store';

/** A fast answer comes before the details of the question would be seen. */
const WAITING_VIEW_DELAY_MILLIS = 100;

/** What happened to the message that is selected. */
export function detailsView(store: Store): void {
  const details = byId('details');
  let shown: ExchangeView | undefined | null = null;
  let timer: number | undefined;

  const render = () => {
    const { exchange } = store;
    // What is unfolded stays so, from one message to the next.
    const unfolded = new Set([...details.querySelectorAll<HTMLElement>('details[open]')].map(({ dataset }) => dataset.name));
    const scrollTop = details.scrollTop;
    details.replaceChildren(...(exchange === undefined ? [welcome()] : cards(exchange)));
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
    if (exchange !== undefined && isWaiting(exchange) && exchange.id !== shown?.id) timer = setTimeout(render, WAITING_VIEW_DELAY_MILLIS);
    else render();
  });
}

function cards(exchange: ExchangeView): HTMLElement[] {
  return [
    headCard(exchange),
    h('div', { class: 'columns' },
      h('div', { class: 'column' }, twimlCard(exchange), logCard(exchange), callsCard(exchange)),
      h('div', { class: 'column' }, signatureCard(exchange), webhookCard(exchange))),
  ];
}

function welcome(): HTMLElement {
  return h('div', { class: 'welcome' },
    h('h2', {}, 'Send a text'),
    h('p', {}, 'It goes to your gateway as Twilio would send it: a signed webhook, to the Lambda code that would be deployed. Here you see what became of it.'),
    h('dl', {},
      h('dt', {}, h('kbd', {}, 'Enter')), h('dd', {}, 'sends, ', h('kbd', {}, 'Shift'), ' ', h('kbd', {}, 'Enter'), ' is a new line'),
      h('dt', {}, h('kbd', {}, '↑'), ' ', h('kbd', {}, '↓')), h('dd', {}, 'on the line below a bubble: from message to message'),
      h('dt', {}, h('kbd', {}, 'Esc')), h('dd', {}, 'back to the text field')));
}
