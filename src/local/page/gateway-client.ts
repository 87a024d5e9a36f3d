import { pageKey } from './page-key';
import { serverSentEvents } from './server-sent-events';
import type { PageEvents, PageRequests } from '../page-protocol/page-protocol';

type Handlers = { readonly [N in keyof PageEvents]: (data: PageEvents[N]) => void };
export type Connection = 'open' | 'lost' | 'rejected';

export const NO_ANSWER = 'The local gateway does not answer. '
  + 'Start it again, and open the link that the terminal prints.';
export const NO_ACCESS = 'This browser has no access. '
  + 'Each run has its own key: open the link that the terminal printed.';

const RECONNECT_MILLIS = 500;

/** Sends a request to the local gateway. Rejects with a sentence for the user. */
export async function ask<P extends keyof PageRequests>(path: P, input: PageRequests[P]): Promise<void> {
  const headers = { 'content-type': 'application/json', 'x-page-key': await pageKey() };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(input) }).catch(() => undefined);
  if (response === undefined) throw new Error(NO_ANSWER);
  if (response.status === 401) throw new Error(NO_ACCESS);
  if (!response.ok) throw new Error((await response.json() as { message: string }).message);
}

/**
 * Listens to the local gateway, and connects again after each loss of the connection until it is rejected. An
 * `EventSource` would do the same, but it sends no headers, and so not the key.
 */
export async function listen(handlers: Handlers, onConnection: (connection: Connection) => void): Promise<void> {
  for (;;) {
    const headers = { 'x-page-key': await pageKey() };
    const response = await fetch('/api/events', { headers }).catch(() => undefined);
    if (response !== undefined && response.status < 500 && !response.ok) return onConnection('rejected');
    if (response?.ok) {
      onConnection('open');
      for await (const { name, data } of serverSentEvents(response.body!)) {
        try {
          if (Object.hasOwn(handlers, name)) handlers[name as keyof PageEvents](JSON.parse(data));
        } catch (error) {
          reportError(error); // an error of one view must not end the connection
        }
      }
    }
    onConnection('lost');
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MILLIS));
  }
}
