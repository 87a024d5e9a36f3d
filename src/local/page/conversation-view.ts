import { byId, h, setText } from './dom';
import { shown } from './model/attachment';
import { nameOf } from './model/contacts';
import { Bubble, entriesOf, Entry, turnOf } from './model/conversation';
import { clock } from './model/format';
import type { Attachment } from '../page-protocol/page-protocol';
import { ask } from './gateway-client';
import type { Attempt, Store } from './store';

interface Shown {
  readonly element: HTMLElement;
  readonly content: unknown;
}

/** The bubbles. Renders only new and changed ones. */
export function conversationView(store: Store, attempt: Attempt, onSelect: () => void): void {
  const list = byId<HTMLOListElement>('conversation');
  const scroll = byId('scroll');
  const nothing = byId('nothing');
  const clear = byId<HTMLButtonElement>('clear');
  const undo = byId('undo');
  clear.addEventListener('click', () => void attempt(async () => {
    await ask('/api/clear', {});
    undo.hidden = false;
    undo.focus();
  }));
  undo.addEventListener('click', () => void attempt(async () => {
    await ask('/api/undo-clear', {});
    undo.hidden = true;
    clear.focus();
  }));
  let conversation = '';
  let rendered = new Map<string, Shown>();
  let selected: string | undefined;
  const follow = followEnd(scroll, list);

  list.addEventListener('click', ({ target }) => {
    const id = (target as HTMLElement).closest<HTMLElement>('li[data-id]')?.dataset.id;
    if (id === undefined || (target as HTMLElement).closest('a') || !getSelection()?.isCollapsed) return;
    store.select(id);
    if ((target as HTMLElement).closest('.meta')) onSelect();
  });
  list.addEventListener('keydown', (event) => move(event, list));

  store.onChange(() => {
    const { state, contact } = store;
    if (state === undefined) return;
    const entries = entriesOf(store.exchanges.values(), store.notes, state.gateway, contact);
    const isOther = conversation !== `${state.gateway} ${contact}`;
    if (isOther) {
      conversation = `${state.gateway} ${contact}`;
      rendered = new Map();
      list.replaceChildren();
    }
    const isChanged = render(list, entries, rendered, new URL(state.webhookUrl).origin);
    nothing.hidden = entries.length > 0;
    clear.disabled = store.exchanges.size === 0 && store.notes.length === 0;
    if (!clear.disabled) undo.hidden = true;
    setText(nothing, `No messages from ${nameOf(contact)} yet`);
    const isNewest = selected !== store.selected && store.selected === store.latest()?.id;
    if (selected !== store.selected || isChanged) mark(list, selected = store.selected);
    if (isChanged || isNewest) follow(isOther || isNewest);
  });
}

/** The events of a user who scrolls. */
const GESTURES = ['wheel', 'touchmove', 'pointerdown', 'keydown'];

/**
 * Keeps the end in sight unless the user scrolled away from it. Heights change without the user: a bubble gets its
 * height when it comes into sight, an image when it is loaded, and the field grows while a message is written. The
 * browser reports these as scrolling, too.
 *
 * @returns a function that scrolls to the end if the user is there already, or if it is forced
 */
function followEnd(scroll: HTMLElement, list: HTMLElement): (isForced: boolean) => void {
  let isAtEnd = true;
  let isUsers = false;
  const follow = (isForced: boolean) => {
    if (isForced) [isAtEnd, isUsers] = [true, false];
    if (isAtEnd) scroll.scrollTop = scroll.scrollHeight;
  };
  for (const gesture of GESTURES) scroll.addEventListener(gesture, () => (isUsers = true), { passive: true });
  scroll.addEventListener('scroll', () => {
    const isNear = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
    if (isNear || isUsers) isAtEnd = isNear;
  }, { passive: true });
  const observer = new ResizeObserver(() => follow(false));
  observer.observe(list);
  observer.observe(scroll);
  return follow;
}

/** Returns whether anything was changed. */
function render(list: HTMLElement, entries: readonly Entry[], rendered: Map<string, Shown>, origin: string): boolean {
  let isChanged = false;
  const keys = new Set(entries.map(({ key }) => key));
  for (const [key, { element }] of rendered) {
    if (keys.has(key)) continue;
    element.remove();
    rendered.delete(key);
    isChanged = true;
  }
  let previous: Element | null = null;
  for (const entry of entries) {
    const content = entry.kind === 'turn' ? entry.exchange : entry.note;
    const before = rendered.get(entry.key);
    let element = before?.element;
    if (element === undefined || before?.content !== content) {
      const fresh = entry.kind === 'turn'
        ? turnElement(entry.exchange.id, turnOf(entry.exchange), origin)
        : noteElement(entry);
      if (element === undefined) list.insertBefore(fresh, previous === null ? list.firstChild : previous.nextSibling);
      else {
        const hadFocus = element.contains(document.activeElement);
        element.replaceWith(fresh);
        if (hadFocus) fresh.querySelector('button')?.focus();
      }
      element = fresh;
      rendered.set(entry.key, { element, content });
      isChanged = true;
    }
    previous = element;
  }
  return isChanged;
}

function turnElement(id: string, turn: ReturnType<typeof turnOf>, origin: string): HTMLElement {
  const [sent, ...replies] = turn.bubbles;
  return h('li', { 'class': 'turn', 'data-id': id, 'data-tone': turn.tone },
    bubbleElement(sent, origin),
    h('button', { type: 'button', class: 'meta', tabindex: '-1' },
      h('span', { class: 'hidden' }, turn.label), turn.meta),
    ...replies.flatMap((reply) => [bubbleElement(reply, origin), h('p', { class: 'caption' }, reply.caption)]),
    turn.isTyping && typingElement());
}

function typingElement(): HTMLElement {
  const attributes = { 'class': 'bubble reply typing', 'role': 'img', 'aria-label': 'The gateway is answering' };
  return h('div', attributes, h('i'), h('i'), h('i'));
}

function bubbleElement({ side, body, media, tag }: Bubble, origin: string): HTMLElement {
  return h('div', { class: `bubble ${side}` },
    h('span', { class: 'hidden' }, side === 'sent' ? 'Sent: ' : 'Reply: '),
    tag !== undefined && h('span', { class: 'tag' }, tag),
    ...media.map((attachment) => attachmentElement(attachment, origin)),
    body !== '' && h('span', { class: 'text' }, body),
    body === '' && media.length === 0 && h('span', { class: 'text empty' }, 'Empty message'));
}

function attachmentElement(attachment: Attachment, origin: string): HTMLElement {
  const view = shown(attachment, origin);
  switch (view.kind) {
    case 'image': return h('img', { src: view.src, alt: 'Attached image', loading: 'lazy' });
    case 'link':
      return h('a', { class: 'file', href: view.href, target: '_blank', rel: 'noreferrer noopener' }, view.text);
    case 'text': return h('span', { class: 'file' }, view.text);
  }
}

function noteElement({ note }: Extract<Entry, { kind: 'note' }>): HTMLElement {
  return h('li', { 'class': 'note', 'data-tone': note.tone }, h('time', {}, clock(note.time)), ` ${note.text}`);
}

/** Tab reaches one turn. The arrow keys reach the others from it. */
function mark(list: HTMLElement, id: string | undefined): void {
  list.querySelectorAll('.turn.selected').forEach((turn) => {
    turn.classList.remove('selected');
    turn.querySelector('.meta')?.removeAttribute('aria-current');
    turn.querySelector('.meta')?.setAttribute('tabindex', '-1');
  });
  const turn = list.querySelector(`[data-id="${CSS.escape(id ?? '')}"]`) ?? list.querySelector('.turn:last-child');
  turn?.classList.add('selected');
  turn?.querySelector('.meta')?.setAttribute('aria-current', 'true');
  turn?.querySelector('.meta')?.setAttribute('tabindex', '0');
}

function move(event: KeyboardEvent, list: HTMLElement): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step === undefined || !(event.target as HTMLElement).matches('.meta')) return;
  event.preventDefault();
  const buttons = [...list.querySelectorAll<HTMLButtonElement>('.meta')];
  const next = buttons[buttons.indexOf(event.target as HTMLButtonElement) + step];
  next?.focus();
  next?.click();
}
