import type { Parameter } from './form';
import { holdsMessage, missingName } from './repartition-traces';
import type { WebhookKind } from './webhook-kind';
import { hasClosedValue, isFreeText, isTwilioName, STANDARD_NAMES } from '../../shared/message-parameters';

/**
 * Looks for proof of a repartitioned request: genuine signed content, split into other names and values.
 *
 * Twilio signs no boundaries, so `...FromCityOAKLANDFromCountryUS...` can be split elsewhere and the signature still
 * fits. But the content stays the same, and its names stay in byte order. Each proof here is about parameters that
 * Twilio sends today, so no genuine message has it, whatever parameters Twilio adds (decision 0023). Traces that a new
 * parameter may leave, too, are in suspicion.ts.
 *
 * @param ordered the parameters in the order in which they are signed
 * @returns the trace, in names that Twilio defines, never in what was sent
 */
export function findRepartition(
  kind: WebhookKind,
  ordered: readonly Parameter[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  if (ordered.some(([name]) => IMPOSSIBLE_NAME.test(name))) {
    return 'a parameter has a name that Twilio cannot send';
  }
  const closed = ordered.filter(([name]) => hasClosedValue(name)).map(([, value]) => value).join('\n');
  const name = missingStandardParameter(kind, ordered, parameters) ?? missingName(closed, parameters);
  if (name !== undefined) {
    return `${name} is part of another parameter`;
  }
  return holdsMessage(closed) ? 'a parameter holds another message' : undefined;
}

/**
 * Names are sorted, so only a part of the URL's query or of the Body can stand before the first name or among the
 * names. Such a part has blanks, `=`, `&` or other characters that are in no identifier of any convention.
 */
const IMPOSSIBLE_NAME = /^$|^(?=[\0-Z])[^]*[^\w.:$@[\]-]/;

const RECEIVED = ['SmsStatus', 'received'] as const;

/** A parameter that Twilio always sends must be a parameter if the signed content has its name. */
function missingStandardParameter(
  kind: WebhookKind,
  ordered: readonly Parameter[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const [name, value] = RECEIVED;
  if (parameters.get(name) !== value && ordered.map((pair) => pair.join('')).join('').includes(name + value)) {
    return name;
  }
  // Status callbacks have fewer parameters, and explain errors in sentences about parameters.
  if (kind !== 'message') {
    return undefined;
  }
  const fallback = parameters.has('ErrorUrl') ? ['ErrorCode'] : [];
  return firstIn(ordered, () => true, [...STANDARD_NAMES, 'Body', ...fallback], parameters)
    ?? firstIn(ordered, (known) => !isFreeText(known), mediaNames(parameters), parameters);
}

/** The first of the expected names that is no parameter, but part of others. */
function firstIn(
  ordered: readonly Parameter[],
  isSearched: (name: string) => boolean,
  expected: readonly string[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const missing = expected.filter((name) => !parameters.has(name));
  if (missing.length === 0) {
    return undefined;
  }
  // A name that Twilio defines, such as ReferralBody, may contain another one.
  const content = ordered
    .filter(([name]) => isSearched(name))
    .map(([name, value]) => (isTwilioName(name) ? `\n${value}` : name + value))
    .join('');
  return missing.find((name) => content.includes(name));
}

/** Twilio sends these for each attachment. */
function mediaNames(parameters: ReadonlyMap<string, string>): readonly string[] {
  const count = Number(parameters.get('NumMedia')); // the schema has checked it
  return Array.from({ length: count }, (_, i) => [`MediaContentType${i}`, `MediaUrl${i}`]).flat();
}
