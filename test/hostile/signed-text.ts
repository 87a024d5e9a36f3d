import { show, type Tally } from './suite';
import { partitionOf, newClaim, claimState } from '../../src/runtime/deduplication/claim';
import { idempotencyKeyOf } from '../../src/runtime/webhook/idempotency-key';
import { AUTH_TOKEN } from '../support/messages';
import type { Form } from '../support/signer';

/** Where one request's text is cut into a URL, names and values. Twilio signs the text, not the cuts. */
export interface Partition {
  readonly url: string;
  readonly form: Form;
}

/** What a gateway does with a message that only looks as if it was cut elsewhere. */
export interface Setting {
  readonly name: string;
  readonly rejectSuspicious: boolean;
  /** The share that must at least be rejected: of blind cuts, and of aimed ones in what Twilio sends today. */
  readonly bar: { readonly blind: number; readonly aimed: number };
}

export const SETTINGS: readonly Setting[] = [
  { name: 'default', rejectSuspicious: false, bar: { blind: 0.99, aimed: 0.9 } },
  { name: '`REJECT`', rejectSuspicious: true, bar: { blind: 0.99, aimed: 0.99 } },
];

/** The parameters in the order in which they are signed. */
export function sorted(form: Form): Form {
  return [...new Map(form.map((pair) => [show(pair), pair])).values()]
    .sort(([a, x], [b, y]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)) || Buffer.compare(Buffer.from(x), Buffer.from(y)));
}

/** What is signed after the URL. */
export function textOf(form: Form): string {
  return sorted(form).map((pair) => pair.join('')).join('');
}

/**
 * What `deduplication` makes of a copy that comes after the original: a signed text that is known, cut elsewhere, is
 * rejected.
 */
export function countCopy(original: Partition, moved: Partition, signature: string, tally: Tally): void {
  const [first, second] = [original, moved].map(({ url, form }) => newClaim({
    key: idempotencyKeyOf({ signature, urls: [url], parameters: form, isPlausible: true }, { algorithm: 'HMAC_SHA1', authToken: AUTH_TOKEN }),
    partition: partitionOf(form),
  }, url + show(form), 0, 0));
  const state = first.id === second.id ? claimState(first, second, 1) : 'another text';
  tally.count(state === 'REPARTITIONED' ? 'rejected, as the text that came before' : state);
  if (state !== 'REPARTITIONED') {
    tally.fail(() => `${state}: ${show(moved)}`);
  }
}
