import type { ExchangeView } from '../../page-protocol/page-protocol';

/** What the signature is worth, and what the function made of it. */
export interface Genuineness {
  readonly tone: 'good' | 'bad' | 'warn';
  readonly text: string;
}

/** The gateway decides. The page compares the signature with the keys of this run, to explain the decision. */
export function genuinenessOf({ request, verdict, secondsToNextRead }: ExchangeView): Genuineness {
  if (request.signedWith === undefined) {
    const why = verdict?.detail ?? 'it matches none of the URLs below';
    return { tone: 'bad', text: `Not genuine: ${why}.` };
  }
  if (request.signedWith === 'foreignSharedKey') {
    return { tone: 'bad', text: 'Made with a SharedKey that this gateway does not have.' };
  }
  const key = request.signedWith === 'sharedKey' ? 'SharedKey' : 'auth token';
  if (secondsToNextRead === undefined) return { tone: 'good', text: `Genuine: made with the ${key} of this gateway.` };
  if (request.signedWith === 'former') {
    return { tone: 'warn', text: 'Genuine, but made with the former token. The function accepts it for 5 minutes after '
      + 'it has read the new one.' };
  }
  const when = secondsToNextRead > 0 ? `in at most ${secondsToNextRead} s` : 'with the next message';
  return { tone: 'warn', text: `Genuine, but the function still has the former token; it reads again ${when}.` };
}
