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
conversationView(store, () => show('details'));
detailsView(store, attempt);
headerView(store, attempt);
const { send } = composerView(store, attempt);
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
}, (connection) => {
  const [text, tone] = CONNECTION[connection];
  setText(live, text);
  live.dataset.tone = tone;
  document.body.classList.toggle('rejected', connection === 'rejected');
  if (connection !== 'lost') lost = void clearTimeout(lost);
  if (connection === 'rejected') complain(NO_ACCESS);
  if (connection === 'lost') lost ??= window.setTimeout(() => complain(NO_ANSWER), RECONNECT_GRACE_MILLIS);
  if (connection === 'open') notice.hidden = true;
});

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
