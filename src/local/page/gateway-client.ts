import type { PageEvents, PageRequests } from '../page-protocol/page-protocol';

type Handlers = { readonly [N in keyof PageEvents]: (data: PageEvents[N]) => void };

export const NO_ANSWER = 'The local gateway does not answer. '
  + 'Start it again, and open the link that the terminal prints.';
export const NO_ACCESS = 'This browser has no access. '
  + 'Each run has its own key: open the link that the terminal printed.';

/** Sends a request to the local gateway. Rejects with a sentence for the user. */
export async function ask<P extends keyof PageRequests>(path: P, input: PageRequests[P]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(input) }).catch(() => undefined);
  if (response === undefined) throw new Error(NO_ANSWER);
  if (response.status === 401) throw new Error(NO_ACCESS);
  if (!response.ok) throw new Error((await response.json() as { message: string }).message);
}

/** Listens to the local gateway. The browser reconnects unless it is rejected. */
export function listen(handlers: Handlers, onConnection: (state: 'open' | 'lost' | 'rejected') => void): void {
  const source = new EventSource('/api/events');
  for (const name of Object.keys(handlers) as (keyof PageEvents)[]) {
    source.addEventListener(name, ({ data }) => handlers[name](JSON.parse(data)));
  }
  source.addEventListener('open', () => onConnection('open'));
  source.addEventListener('error', () => onConnection(source.readyState === EventSource.CLOSED ? 'rejected' : 'lost'));
}
