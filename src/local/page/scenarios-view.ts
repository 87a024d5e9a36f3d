import type { Composer, Signer } from './composer-view';
import { byId, h } from './dom';
import { ask } from './gateway-client';
import type { Attempt, Store } from './store';

interface ScenarioActions {
  readonly attempt: Attempt;
  readonly send: Composer['send'];
}

const FORGED_BODY = 'You won! This message is signed with a token that is not yours.';
const SHARED_KEY_BODY = 'This message is signed with a SharedKey.';
const DELAYS: readonly [seconds: number, label: string][] = [
  [0, 'none'],
  [2, '2 s'],
  [5, '5 s'],
  [16, '16 s: too late'],
];

/** Buttons for cases that are hard to try on a real number: forged messages, duplicates, rotations, outages, delays. */
export function scenariosView(store: Store, { attempt, send }: ScenarioActions): void {
  const button = (label: string, title: string, click: () => void) =>
    h('button', { type: 'button', title, click }, label);
  const request = (...args: Parameters<typeof ask>) => () => void attempt(async () => ask(...args));
  const repeat = button('Repeat', 'Sends the last genuine message again, with the same signature', () => {
    const id = store.latestGenuine()?.id;
    if (id !== undefined) void attempt(async () => ask('/api/repeat', { id }));
  });
  const sendSigned = (signer: Signer, text: string) => () =>
    send(byId<HTMLTextAreaElement>('body').value === '' ? text : undefined, signer);
  const fails = h('input', {
    type: 'checkbox',
    role: 'switch',
    change: () => void attempt(async () => ask('/api/switches', { secretStoreFails: fails.checked })),
  });
  const delay = h('select', {
    change: () => void attempt(async () => ask('/api/switches', { delayMs: Number(delay.value) })),
  }, ...DELAYS.map(([seconds, label]) => h('option', { value: String(seconds * 1000) }, label)));

  byId('scenarios').append(
    group('Message',
      ...['STOP', 'START', 'HELP'].map((word) => button(`Send ${word}`, `Sends the word ${word}`, () => send(word))),
      button('Forge', 'Sends what is in the field, signed with another token', sendSigned('forged', FORGED_BODY)),
      button('Sign with SharedKey', 'Sends what is in the field, signed with a SharedKey',
        sendSigned('sharedKey', SHARED_KEY_BODY)),
      repeat),
    group('Secret',
      button('Rotate token', 'Signs messages with a new token from now on', request('/api/rotate', {})),
      h('label', { class: 'switch', title: 'Secrets Manager answers every read with an error' },
        fails, h('span', {}, 'Secret outage'))),
    group('Function',
      h('label', { class: 'select', title: 'Starts every invocation this much later, as after a slow cold start' },
        h('span', {}, 'Delay'), delay),
      button('Restart', 'Gives the next message a cold start', request('/api/restart', {}))),
  );
  let shown: Store['state'];
  store.onChange(() => {
    repeat.disabled = store.latestGenuine() === undefined;
    if (store.state === shown) return; // otherwise a click would be undone until the server answers
    shown = store.state;
    fails.checked = store.state?.switches.secretStoreFails ?? false;
    delay.value = String(store.state?.switches.delayMs ?? 0);
  });
}

function group(label: string, ...children: readonly HTMLElement[]): HTMLElement {
  return h('div', { 'class': 'group', 'role': 'group', 'aria-label': label }, h('span', { 'class': 'group-name', 'aria-hidden': 'true' }, label), ...children);
}
