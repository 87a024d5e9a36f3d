import { randomBytes } from 'node:crypto';
import { History } from './history';
import { PageActions } from './page-api';
import { GatewayEvents } from '../events/gateway-events';
import { LocalFunction } from '../function/local-function';
import { Switches } from '../page-protocol/page-protocol';
import { LocalSecret } from '../emulators/local-secret';
import { LocalTwilio } from '../twilio/local-twilio';
import { UserError } from '../problems/user-error';

export interface PageActionsProps {
  readonly twilio: LocalTwilio;
  readonly fn: LocalFunction;
  readonly store: LocalSecret;
  readonly history: History;
  /** Whether Twilio itself sends texts, too. */
  readonly hasTunnel: boolean;
  /** Whether the secret, and all else that the function calls, is in AWS. */
  readonly hasRealAws: boolean;
  /** Tells every page how things stand. */
  readonly showState: () => void;
  /** Gives every page everything anew. */
  readonly showAll: () => void;
  readonly events: GatewayEvents;
}

/** What the buttons of the page do. */
export function pageActions(props: PageActionsProps): PageActions {
  const { twilio, fn, store, history, hasTunnel, hasRealAws, showState, showAll, events } = props;
  const requireEmulator = () => {
    if (!hasRealAws) return;
    showState(); // what was switched is switched back
    throw new UserError('With --use-aws the secret is the real one, which is not touched from here. Start dev without it to try this.');
  };
  return {
    sendMessage: (text) => void twilio.deliver(text),
    repeat: (id) => {
      const exchange = history.find(id);
      if (exchange === undefined) throw new UserError('This message is not kept any more. Send a new one.');
      void twilio.repeat(exchange);
    },
    rotateToken: () => {
      requireEmulator();
      const authToken = randomBytes(16).toString('hex');
      store.rotate(authToken);
      events.emit('tokenRotated', authToken);
      history.note('info', 'The auth token was rotated. Texts are signed with the new one from now on; the function has not read it yet.'
        + (hasTunnel ? ' Twilio goes on signing with yours: what comes through the tunnel is rejected as soon as the token before it does not count any more.' : ''));
    },
    restart: () => {
      fn.restart();
      history.note('info', 'The function was restarted: its next message meets a fresh process.');
    },
    setSwitches: (switches) => {
      if (switches.secretStoreFails !== undefined) requireEmulator();
      describeSwitches(switches).forEach(([tone, text]) => history.note(tone, text));
      fn.delayMillis = switches.delayMs ?? fn.delayMillis;
      store.fails = switches.secretStoreFails ?? store.fails;
      showState();
    },
    switchTo: (gateway) => {
      if (hasRealAws) throw new UserError(`With --use-aws one gateway is served. Start dev again with --gateway ${gateway}.`);
      fn.switchTo(gateway);
      showState();
    },
    clear: () => {
      history.clear();
      showAll();
    },
  };
}

/** What follows from a switch, for those who wonder. */
function describeSwitches({ delayMs, secretStoreFails }: Partial<Switches>): ['info' | 'good' | 'bad', string][] {
  const notes: ['info' | 'good' | 'bad', string][] = [];
  if (delayMs !== undefined && delayMs > 0) notes.push(['info', `Simulated: the function starts ${delayMs / 1000} s late. The gateway gives up after 13 s, Twilio after 15.`]);
  if (delayMs === 0) notes.push(['good', 'The function starts without delay again.']);
  if (secretStoreFails === true) notes.push(['bad', 'The secret store fails. A running function uses the token that it has for 15 minutes; restart it to see one that has none.']);
  if (secretStoreFails === false) notes.push(['good', 'The secret store answers again. A function without a token tries it every 5 seconds.']);
  return notes;
}
