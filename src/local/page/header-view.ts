import { byId, h, setText } from './dom';
import { printed } from './model/format';
import { ask } from './gateway-client';
import type { Attempt, Store } from './store';

/** The top of the page: the gateway, its webhook URL, the state of the app. */
export function headerView(store: Store, attempt: Attempt): void {
  const gateway = byId('gateway');
  const gateways = byId<HTMLSelectElement>('gateways');
  const webhook = byId('webhook');
  const copy = byId('copy');
  const app = byId('app');
  let listed = '';
  let shown: Store['state'];

  gateways.addEventListener('change', () => void attempt(async () => ask('/api/gateway', { gateway: gateways.value })));
  copy.addEventListener('click', () => void attempt(async () => {
    await navigator.clipboard.writeText(webhook.textContent ?? '');
    setText(copy, 'Copied');
    setTimeout(() => setText(copy, 'Copy'), 1500);
  }));
  store.onChange(() => {
    const { state } = store;
    if (state === undefined || state === shown) return;
    setText(gateway, state.gateway);
    setText(webhook, state.webhookUrl);
    gateways.hidden = state.gateways.length < 2;
    gateway.hidden = !gateways.hidden;
    if (listed !== state.gateways.join()) {
      listed = state.gateways.join();
      gateways.replaceChildren(...state.gateways.map((name) => h('option', { value: name }, name)));
    }
    gateways.value = state.gateway;
    document.title = `${state.gateway} · Twilio SMS gateway`;
    if (JSON.stringify(shown?.app) !== JSON.stringify(state.app)) showApp(app, state.app);
    shown = state;
  });
}

function showApp(element: HTMLElement, { status, problem, output = '' }: NonNullable<Store['state']>['app']): void {
  element.hidden = status === 'ready';
  element.dataset.tone = status === 'failed' ? 'bad' : 'wait';
  element.replaceChildren(...(status === 'synthesizing' ? [h('p', {}, 'Synthesizing the app …')] : [
    h('p', {}, h('b', {}, 'The app failed. '), problem, ' Still serving the last good build.'),
    ...(printed(output) === '' ? [] : [
      h('pre', { 'tabindex': '0', 'role': 'region', 'aria-label': 'Output of the app' }, printed(output)),
    ]),
  ]));
}
