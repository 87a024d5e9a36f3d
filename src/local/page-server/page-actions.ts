import { randomBytes } from 'node:crypto';
import { History } from './history';
import { PageActions } from './page-api';
import { LocalSecret } from '../emulators/local-secret';
import { Queues } from '../emulators/queues';
import { GatewayEvents } from '../events/gateway-events';
import { LocalFunction } from '../function/local-function';
import { Note, Switches } from '../page-protocol/page-protocol';
import { UserError } from '../problems/user-error';
import { LocalTwilio } from '../twilio/local-twilio';

export interface PageActionsProps {
  readonly twilio: LocalTwilio;
  readonly fn: LocalFunction;
  readonly store: LocalSecret;
  readonly queues?: Pick<Queues, 'hurry'>;
  readonly history: History;
  /** Whether Twilio itself sends messages, too. */
  readonly hasTunnel: boolean;
  /** Whether the function calls AWS itself, also for its secret. */
  readonly hasRealAws: boolean;
  /** Sends the state to every page. */
  readonly showState: () => void;
  /** Sends all data to every page again. */
  readonly showAll: () => void;
  readonly events: GatewayEvents;
}

/** Follows the note of a rotation. */
const TUNNEL_TOKEN = ' Twilio still signs with your token. The gateway accepts that for about 5 minutes. '
  + 'Then it rejects messages from the tunnel until you restart dev.';

/** Makes the actions of the page's buttons. */
export function pageActions(props: PageActionsProps): PageActions {
  const { twilio, fn, store, queues, history, hasTunnel, hasRealAws, showState, showAll, events } = props;
  const requireEmulator = () => {
    if (!hasRealAws) return;
    showState(); // the page resets its switch
    throw new UserError('With --use-aws the secret is the real one, which the page does not change. '
      + 'Start dev without it to try this.');
  };
  return {
    sendMessage: (message) => {
      if (message.usesSharedKey && hasRealAws) {
        throw new UserError('With --use-aws the page has no SharedKey to sign with. Start dev without it to try this.');
      }
      void twilio.deliver(message);
    },
    repeat: (id) => {
      const exchange = history.find(id);
      if (exchange === undefined) throw new UserError('This message is no longer in the history. Send a new one.');
      void twilio.repeat(exchange);
    },
    hurry: (id, order) => {
      if (queues?.hurry(id, order)) return;
      throw new UserError('This message does not wait for another attempt.');
    },
    rotateToken: () => {
      requireEmulator();
      const authToken = randomBytes(16).toString('hex');
      store.rotate(authToken);
      events.emit('tokenRotated', authToken);
      history.note('info', 'Auth token rotated. Messages from this page are signed with the new token. '
        + 'The function reads it when a signature fails, or within 5 minutes.'
        + (hasTunnel ? TUNNEL_TOKEN : ''));
    },
    restart: () => {
      fn.restart();
      history.note('info', 'Function restarted. The next message gets a cold start.');
    },
    setSwitches: (switches) => {
      if (switches.secretStoreFails !== undefined) requireEmulator();
      describeSwitches(switches).forEach(([tone, text]) => history.note(tone, text));
      fn.delayMillis = switches.delayMs ?? fn.delayMillis;
      store.fails = switches.secretStoreFails ?? store.fails;
      showState();
    },
    switchTo: (gateway) => {
      if (hasRealAws) {
        throw new UserError(`With --use-aws dev serves one gateway only. Start it again with --gateway ${gateway}.`);
      }
      fn.switchTo(gateway);
      showState();
    },
    clear: () => {
      history.clear();
      showAll();
    },
    undoClear: () => {
      history.undoClear();
      showAll();
    },
  };
}

/** The notes about changed switches. */
function describeSwitches({ delayMs, secretStoreFails }: Partial<Switches>): [Note['tone'], string][] {
  const notes: [Note['tone'], string][] = [];
  if (delayMs !== undefined && delayMs > 0) {
    notes.push(['info', `Simulated: the function starts ${delayMs / 1000} s late. `
      + 'The gateway gives up after 13 s, Twilio after 15 s.']);
  }
  if (delayMs === 0) notes.push(['good', 'The function starts without delay again.']);
  if (secretStoreFails === true) {
    notes.push(['bad', 'Secrets Manager fails. A running function keeps its token for 15 minutes. '
      + 'Restart it to see one without a token.']);
  }
  if (secretStoreFails === false) {
    notes.push(['good', 'Secrets Manager answers again. A function without a token tries again every 5 seconds.']);
  }
  return notes;
}
