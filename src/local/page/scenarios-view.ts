import { byId, h } from './dom';
import { ask } from './server';
import type { Store } from './store';

interface BenchActions {
  readonly attempt: (action: () => Promise<void>) => Promise<boolean>;
  /** Sends from the chosen sender. */
  readonly send: (body: string, isForged?: boolean) => void;
}

const FORGED_BODY = 'You won! Signed with a token that is not yours.';
const DELAYS: readonly [seconds: number, label: string][] = [[0, 'none'], [2, '2 s'], [5, '5 s'], [16, '16 s: too late']];

/** What one wants to try on a gateway: what Twilio, a forger, and an outage would do. */
export function scenariosView(store: Store, { attempt, send }: BenchActions): void {
  const button = (text: string, title: string, click: () => void) => h('button', { type: 'button', title, click }, text);
  const request = (...args: Parameters<typeof ask>) => () => void attempt(async () => ask(...args));
  const repeat = button('Repeat', 'The message below once more, with the same signature', () => {
    if (store.selected !== undefined) void attempt(async () => ask('/api/repeat', { id: store.selected! }));
  });
  const fails = h('input', { type: 'checkbox', role: 'switch', change: () => void attempt(async () => ask('/api/switches', { secretStoreFails: fails.checked })) });
  const delay = h('select', { change: () => void attempt(async () => ask('/api/switches', { delayMs: Number(delay.value) })) },
    ...DELAYS.map(([seconds, label]) => h('option', { value: String(seconds * 1000) }, label)));

  byId('bench').append(
    group('Text',
      ...['STOP', 'START', 'HELP'].map((word) => button(word, `Sends the word ${word}`, () => send(word))),
      button('Forged', 'A text that is signed with another token', () => send(FORGED_BODY, true)),
      repeat),
    group('Secret',
      button('Rotate token', 'Twilio signs with a new token from now on', request('/api/rotate', {})),
      h('label', { class: 'switch', title: 'Secrets Manager answers every read with an error' }, fails, h('span', {}, 'Store fails'))),
    group('Function',
      h('label', { class: 'select', title: 'Simulated: the function is invoked that much later, as by a slow cold start' }, h('span', {}, 'Delay'), delay),
      button('Restart', 'The next message meets a cold start', request('/api/restart', {})),
      button('Clear', 'Forgets all messages', request('/api/clear', {}))),
  );
  let shown: Store['state'];
  store.onChange(() => {
    repeat.disabled = store.exchange === undefined;
    if (store.state === shown) return; // else a click would be undone until the server has heard of it
    shown = store.state;
    fails.checked = store.state?.switches.secretStoreFails ?? false;
    delay.value = String(store.state?.switches.delayMs ?? 0);
  });
}

function group(label: string, ...children: readonly HTMLElement[]): HTMLElement {
  return h('div', { 'class': 'group', 'role': 'group', 'aria-label': label }, ...children);
}
