import type { Parameter } from './form';
import { inSignedOrder } from './signature';
import { EMBEDDED_NAMES, isFreeText, isTwilioName, STANDARD_NAMES } from '../../shared/message-parameters';

/**
 * Looks for traces of a repartitioned request: genuine signed content, split into other names and values.
 *
 * Twilio signs no boundaries, so `...FromCityOAKLANDFromCountryUS...` can be split elsewhere and the signature still
 * fits. But the content stays the same, and its names stay in byte order. Whoever moves a boundary therefore leaves one
 * of Twilio's names that is not a parameter, or hides a parameter in another. Decision 0016 says why no genuine message
 * has such traces, new parameters and messages about parameters included.
 *
 * @returns the trace, in names that Twilio defines, never in what was sent
 */
export function findRepartition(
  isMessage: boolean,
  pairs: readonly Parameter[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  if (pairs.some(([name]) => IMPOSSIBLE_NAME.test(name))) {
    return 'a parameter has a name that Twilio cannot send';
  }
  const ordered = inSignedOrder(pairs);
  const name = missingStandardParameter(isMessage, ordered, parameters) ?? embeddedParameterName(ordered, parameters);
  if (name !== undefined) {
    return `${name} is part of another parameter`;
  }
  return ordered.some(holdsAnotherMessage) ? 'a parameter holds another message' : undefined;
}

/**
 * Twilio's names begin with a capital letter and have no other characters. A name before or among them that differs can
 * only be a piece of the URL or of a value. A name that sorts behind all of them takes nothing from what counts.
 */
const IMPOSSIBLE_NAME = /^(?:$|[\0-@]|[A-Z][\w-]*[^\w-])/;

const RECEIVED = ['SmsStatus', 'received'] as const;

/** A parameter that Twilio always sends must be a parameter if the signed content has its name. */
function missingStandardParameter(
  isMessage: boolean,
  ordered: readonly Parameter[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const content = ordered.map((pair) => pair.join('')).join('');
  const [name, value] = RECEIVED;
  if (content.includes(name + value) && parameters.get(name) !== value) {
    return name;
  }
  const isMissing = (standard: string) => !parameters.has(standard) && content.includes(standard);
  return STANDARD_NAMES.find(isMissing)
    ?? (isMessage && isMissing('Body') ? 'Body' : undefined)
    ?? (parameters.has('ErrorUrl') && isMissing('ErrorCode') ? 'ErrorCode' : undefined);
}

/** One of Twilio's names outside of free text that is not a parameter. */
function embeddedParameterName(
  ordered: readonly Parameter[],
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const content = ordered
    .map(([name, value]) => (isTwilioName(name) ? `\n${isFreeText(name) ? '' : value}` : name + value))
    .join('');
  return [...content.matchAll(EMBEDDED_NAMES)].map(([name]) => name).find((name) => !parameters.has(name));
}

const SID = '(?:AccountSidAC|(?:Message|SmsMessage|Sms)Sid(?:SM|MM))[0-9a-f]{32}';
const SENDER = 'From(?:\\+\\d{7}|\\d{4,8}(?!\\d)|(?:messenger|rcs|whatsapp):)';
const IN_A_VALUE = new RegExp(`${SID}|${SENDER}`);
/** No short code: somebody may well be called BoyFrom1985. */
const IN_FREE_TEXT = new RegExp(`${SID}|From(?:\\+\\d{7}|(?:messenger|rcs|whatsapp):)`);
/** Twilio may add a name that ends in `MessageSid` or the like, with nothing but a SID as its value. */
const IN_NAME_AND_VALUE = new RegExp(`${SID}[^]|${SENDER}`);
/** The end of a Body that swallowed what only a fallback request has. */
const FALLBACK = /ErrorCode\d+ErrorUrlhttps?:/;

/** A forged sender or SID displaces the genuine one, which must then be in a parameter behind the Body. */
function holdsAnotherMessage([name, value]: Parameter): boolean {
  if (name === 'Body') {
    return FALLBACK.test(value);
  }
  return (isFreeText(name) ? IN_FREE_TEXT : IN_A_VALUE).test(value)
    || (!isTwilioName(name) && name > 'From' && IN_NAME_AND_VALUE.test(name + value));
}
