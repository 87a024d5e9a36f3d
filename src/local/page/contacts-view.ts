import { byId, h, setText } from './dom';
import { Contact, contactsOf, nameOf } from './model/contacts';
import { phoneNumber } from './model/format';
import type { Store } from './store';

/** The row of senders, and the form that adds one. */
export function contactsView(store: Store): void {
  const row = byId('contacts');
  const form = byId<HTMLFormElement>('add-contact');
  const number = byId<HTMLInputElement>('new-number');
  const talk = byId('talk');
  const add = h('button', {
    'type': 'button',
    'class': 'contact add',
    'aria-expanded': 'false',
    'aria-controls': 'add-contact',
    'click': () => toggle(form.hidden === true),
  }, h('span', { 'class': 'avatar', 'aria-hidden': 'true' }, '+'), h('span', {}, 'Add'));
  const shown = new Map<string, { readonly element: HTMLElement; state: string }>();

  const toggle = (isOpen: boolean) => {
    form.hidden = !isOpen;
    add.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) number.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const digits = number.value.replace(/[ -]/g, '');
    store.added = [...store.added, digits];
    number.value = '';
    toggle(false);
    store.talkTo(digits);
    byId('body').focus();
  });
  form.addEventListener('keydown', ({ key }) => key === 'Escape' && toggle(false));
  row.addEventListener('change', ({ target }) => store.talkTo((target as HTMLInputElement).value));
  row.append(add);

  store.onChange(() => {
    for (const contact of contactsOf(store.exchanges.values(), store.added)) {
      const state = JSON.stringify([contact, store.contact === contact.number]);
      const before = shown.get(contact.number);
      if (before?.state === state) continue;
      if (before !== undefined) {
        update(before.element, contact, store.contact === contact.number);
        before.state = state;
        continue;
      }
      const element = contactElement(contact);
      update(element, contact, store.contact === contact.number);
      add.before(element);
      shown.set(contact.number, { element, state });
    }
    const { contact, state } = store;
    setText(talk, `${nameOf(contact)} ${phoneNumber(contact)}  →  ${phoneNumber(state?.number ?? '')}`);
  });
}

function contactElement({ number, name, initials, hue }: Contact): HTMLElement {
  const element = h('label', { class: 'contact' },
    h('input', { type: 'radio', name: 'contact', value: number }),
    h('span', { 'class': 'avatar', 'aria-hidden': 'true' }, initials),
    h('span', {}, name));
  element.style.setProperty('--hue', String(hue));
  return element;
}

function update(element: HTMLElement, { isWaiting, count }: Contact, isChosen: boolean): void {
  element.querySelector('input')!.checked = isChosen;
  element.classList.toggle('waiting', isWaiting);
  element.classList.toggle('fresh', count > 0);
}
