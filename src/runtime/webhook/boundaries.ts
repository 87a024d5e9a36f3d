import type { Parameter } from './form';
import { inSignedOrder } from './signature';
import { COMPOUND_NAMES, isFreeText, isTwilioName } from './twilio-names';

/**
 * Twilio signs no boundaries: the text `...FromCityOAKLANDFromCountryUS...` may be cut into names and values elsewhere, and
 * the signature still fits. But it stays the same text, and its names stay in byte order. So whoever moves a boundary
 * leaves a name of Twilio's that is no parameter, or hides a parameter in another. This finds such traces; decision 0016
 * says why no genuine text has them, new parameters and texts about parameters among them.
 *
 * @returns what gives it away, by names that Twilio defines, never by what was sent
 */
export function movedBoundary(isMessage: boolean, pairs: readonly Parameter[], parameters: ReadonlyMap<string, string>): string | undefined {
  if (pairs.some(([name]) => NO_NAME.test(name))) {
    return 'a name is none that Twilio could send';
  }
  const ordered = inSignedOrder(pairs);
  const cut = cutAway(isMessage, ordered, parameters) ?? cutOpen(ordered, parameters);
  if (cut !== undefined) {
    return `${cut} is part of another parameter`;
  }
  return ordered.some(hidesAnother) ? 'a parameter holds another message' : undefined;
}

/**
 * Before all of Twilio's names, which begin with a capital letter, there is room only for what came out of the URL; between
 * them, for what came out of a text. What sorts behind them can have come out of nothing that counts, so it may be anything.
 */
const NO_NAME = /^(?:$|[\0-@]|[A-Z][\w-]*[^\w-])/;

/** With every message (Twilio, "Twilio's request to your webhook URL"). */
const SENT_ALWAYS = ['ApiVersion', 'NumMedia', 'NumSegments', 'SmsMessageSid', 'SmsSid', 'SmsStatus'];
const RECEIVED = ['SmsStatus', 'received'] as const;

/** What Twilio sends always, and the text holds, has to be a parameter. */
function cutAway(isMessage: boolean, ordered: readonly Parameter[], parameters: ReadonlyMap<string, string>): string | undefined {
  const text = ordered.map((pair) => pair.join('')).join('');
  const [name, value] = RECEIVED;
  if (text.includes(name + value) && parameters.get(name) !== value) {
    return name;
  }
  const isCut = (always: string) => !parameters.has(always) && text.includes(always);
  return SENT_ALWAYS.find(isCut)
    ?? (isMessage && isCut('Body') ? 'Body' : undefined)
    ?? (parameters.has('ErrorUrl') && isCut('ErrorCode') ? 'ErrorCode' : undefined);
}

/** A name that Twilio defines, in what is no free text, and that is no parameter. */
function cutOpen(ordered: readonly Parameter[], parameters: ReadonlyMap<string, string>): string | undefined {
  const text = ordered
    .map(([name, value]) => (isTwilioName(name) ? `\n${isFreeText(name) ? '' : value}` : name + value))
    .join('');
  return [...text.matchAll(COMPOUND_NAMES)].map(([name]) => name).find((name) => !parameters.has(name));
}

const SID = '(?:AccountSidAC|(?:Message|SmsMessage|Sms)Sid(?:SM|MM))[0-9a-f]{32}';
const SENDER = 'From(?:\\+\\d{7}|\\d{4,8}(?!\\d)|(?:messenger|rcs|whatsapp):)';
const IN_A_VALUE = new RegExp(`${SID}|${SENDER}`);
/** No short code: somebody may well call themselves BoyFrom1985. */
const IN_FREE_TEXT = new RegExp(`${SID}|From(?:\\+\\d{7}|(?:messenger|rcs|whatsapp):)`);
/** A name that ends in `MessageSid` or the like, and has nothing but that as its value, is Twilio's to add. */
const IN_NAME_AND_VALUE = new RegExp(`${SID}[^]|${SENDER}`);
/** How the Body would end if it had swallowed what only a fallback request has. */
const FALLBACK = /ErrorCode\d+ErrorUrlhttps?:/;

/** Where a forged sender or SID takes the place of the true one, that has to go somewhere, and behind the Body. */
function hidesAnother([name, value]: Parameter): boolean {
  if (name === 'Body') {
    return FALLBACK.test(value);
  }
  return (isFreeText(name) ? IN_FREE_TEXT : IN_A_VALUE).test(value) || (!isTwilioName(name) && name > 'From' && IN_NAME_AND_VALUE.test(name + value));
}
