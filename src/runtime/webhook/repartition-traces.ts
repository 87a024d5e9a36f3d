import { EMBEDDED_NAMES } from '../../shared/message-parameters';

/** The first of Twilio's names in a text that is not a parameter. */
export function missingName(text: string, parameters: ReadonlyMap<string, string>): string | undefined {
  return [...text.matchAll(EMBEDDED_NAMES)].map(([name]) => name).find((name) => !parameters.has(name));
}

const SID = '(?:AccountSidAC|(?:Message|SmsMessage|Sms)Sid(?:SM|MM))[0-9a-f]{32}';
const ADDRESS = '\\+\\d{7}|(?:messenger|rcs|whatsapp):';
const SENDER = `From(?:${ADDRESS}|\\d{4,8}(?!\\d))`;
const MESSAGE = new RegExp(`${SID}|${SENDER}`);
/** No short code: somebody may well be called BoyFrom1985. */
const MESSAGE_IN_FREE_TEXT = new RegExp(`${SID}|From(?:${ADDRESS})`);
/** Twilio may add a name that ends in `MessageSid` or the like, with nothing but a SID as its value. */
const MESSAGE_IN_NAME_AND_VALUE = new RegExp(`${SID}[^]|${SENDER}`);

/** Whether a value holds the sender or a SID of another message, together with its name. */
export function holdsMessage(value: string): boolean {
  return MESSAGE.test(value);
}

/** The same for text that a sender or the owner chose. */
export function freeTextHoldsMessage(value: string): boolean {
  return MESSAGE_IN_FREE_TEXT.test(value);
}

/** The same for a name that Twilio does not define, together with its value. */
export function nameAndValueHoldMessage(nameAndValue: string): boolean {
  return MESSAGE_IN_NAME_AND_VALUE.test(nameAndValue);
}
