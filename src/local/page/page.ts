/** The page of the local gateway. It sets text, never HTML: see `dom.ts`. */
import { headerView } from './header-view';
import { scenariosView } from './scenarios-view';
import { composerView } from './composer-view';
import { contactsView } from './contacts-view';
import { conversationView } from './conversation-view';
import { detailsView } from './details-view';
import { byId, setText } from './dom';
import { listen, NO_ACCESS, NO_ANSWER } from './gateway-client';
import { Store } from './store';
import { theme } from './theme';
import type { ExchangeView } from '../page-protocol/page-protocol';

const CONNECTION = {
  open: ['Live', 'good'],
  lost: ['Connecting', 'wait'],
  rejected: ['No access', 'bad'],
} as const;

/** Shorter losses of the connection are not shown. */
const RECONNECT_GRACE_MILLIS = 1500;

const store = new Store();
const notice = byId('notice');
const live = byId('live');
let lost: number | undefined;

theme();
contactsView(store);
const { send, write } = composerView(store, attempt);
conversationView(store, attempt, () => show('details'));
detailsView(store, { attempt, send, edit: (exchange) => edit(exchange) });
headerView(store, attempt);
scenariosView(store, { attempt, send });

document.querySelectorAll<HTMLElement>('[data-show]').forEach((button) =>
  button.addEventListener('click', () => show(button.dataset.show!)));
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  show('phone');
  byId('body').focus();
});

void listen({
  start: (data) => store.start(data),
  state: (state) => store.setState(state),
  exchange: (exchange) => store.set(exchange),
  note: (note) => store.addNote(note),
  stopped: () => stopped(),
}, (connection) => {
  if (connection !== 'lost' || live.dataset.tone !== 'bad') {
    const [text, tone] = CONNECTION[connection];
    tell(text, tone);
  }
  document.body.classList.toggle('rejected', connection === 'rejected');
  if (connection !== 'lost') lost = void clearTimeout(lost);
  if (connection === 'rejected') complain(NO_ACCESS);
  if (connection === 'lost') lost ??= window.setTimeout(stopped, RECONNECT_GRACE_MILLIS);
  if (connection === 'open') notice.hidden = true;
});

/** Puts a message into the field, to be changed and sent again. */
function edit({ from, channel, sent: { body } }: ExchangeView): void {
  show('phone');
  store.talkTo(from);
  write(body, channel);
}

/** Ctrl-C, or no answer for a while. */
function stopped(): void {
  tell('Stopped', 'bad');
  complain(NO_ANSWER);
}

function tell(text: string, tone: string): void {
  setText(live, text);
  live.dataset.tone = tone;
}

/** A narrow screen shows either the phone or the details. */
function show(view: string): void {
  document.body.dataset.view = view;
  document.querySelectorAll<HTMLElement>('[data-show]').forEach((button) =>
    button.setAttribute('aria-pressed', String(button.dataset.show === view)));
}

/** Shows an error until the next action succeeds. Returns whether this one did. */
async function attempt(action: () => Promise<void>): Promise<boolean> {
  try {
    await action();
    notice.hidden = true;
    return true;
  } catch (error) {
    complain((error as Error).message);
    return false;
  }
}

function complain(text: string): void {
  setText(notice, text);
  notice.hidden = false;
}
