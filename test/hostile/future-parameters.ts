import { gateway, isAccepted, isRejected } from './gateway';
import { generator, type Random } from './random';
import { SETTINGS } from './signed-text';
import { number, type Row, show, type SuiteOptions, Tally } from './suite';
import { NAME_PATTERNS } from '../../src/shared/message-parameters';
import { httpApi, signed } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { MESSAGE_SID, messageForm, SENDER, statusCallbackForm } from '../support/messages';
import type { Form } from '../support/signer';

const URL = 'https://sms.example.com/sms';
const INVENTED = 500;
const KNOWN_NAMES = NAME_PATTERNS.map((pattern) => pattern.replace(/\\[dw]\{.*\}$/, '0'));
const NO_PLACES = Object.fromEntries(['From', 'To'].flatMap((side) => ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));
const message = (changes: Readonly<Record<string, string>>) => messageForm({ ...NO_PLACES, ...changes });

/** A genuine request of each channel, before Twilio adds a parameter. */
const CHANNELS: Readonly<Record<string, Form>> = {
  'SMS': messageForm(),
  'SMS without places': message({}),
  'MMS': messageForm({ MessageSid: `MM${'1'.repeat(32)}`, NumMedia: '2', MediaUrl0: 'https://api.twilio.com/0', MediaContentType0: 'image/png', MediaUrl1: 'https://api.twilio.com/1', MediaContentType1: 'image/gif' }),
  'WhatsApp': message({ From: `whatsapp:${SENDER}`, To: 'whatsapp:+15005550001', ProfileName: 'Zoe', WaId: '15005550006', MessageType: 'text' }),
  'WhatsApp, a user without a number': message({ From: 'whatsapp:US.13491208655302741918', To: 'whatsapp:+15005550001', ProfileName: 'Zoe' }),
  'RCS': message({ From: `rcs:${SENDER}`, To: 'rcs:brand_agent' }),
  'Messenger': message({ From: 'messenger:1234567890123456', To: 'messenger:6543210987654321' }),
  'Apple': message({ From: 'apple:urn:mbid:AQ+1B/x==', To: 'apple:brand' }),
  'Viber': message({ From: 'viber:01234567890A=', To: 'viber:brand' }),
  'LINE': message({ From: 'line:U4af4980629', To: 'line:brand' }),
  'Instagram': message({ From: 'instagram:17841400000000000', To: 'instagram:17841400000000001' }),
  'a Messaging Service': messageForm({ MessagingServiceSid: `MG${'2'.repeat(32)}`, OptOutType: 'HELP' }),
  'a fallback request': messageForm({ ErrorCode: '11200', ErrorUrl: URL }),
  'a status callback': statusCallbackForm(),
  'a status callback of WhatsApp': statusCallbackForm({ From: 'whatsapp:+15005550001', To: `whatsapp:${SENDER}`, MessageStatus: 'read', SmsStatus: 'read', EventType: 'READ' }),
};

const WORDS = ['Original', 'Parent', 'Reply', 'Channel', 'New', 'Is', 'Rich', 'Ad', 'Geo', 'Trust'];
const SUFFIXES = ['Type', 'Id', 'Code', 'Count', 'V2', 'Hash', 'Locale', 'Format', 'From', 'Sid', '0', '_Raw', '-Raw'];

/** Prefixes, suffixes and compounds of every known name, and the conventions of other APIs. */
const NAMES: ReadonlyArray<(known: string, other: string, random: Random) => string> = [
  (known, _, random) => WORDS[random(WORDS.length)] + known,
  (known, _, random) => known + SUFFIXES[random(SUFFIXES.length)],
  (known, other) => known + other,
  (known, other) => `${known}And${other}`,
  (known, _, random) => `${WORDS[random(WORDS.length)]}${known}${SUFFIXES[random(SUFFIXES.length)]}`,
  (known, other) => `${known}.${other}`,
  (known) => `${known}[0]`,
  (known) => `${known}[0][Value]`,
  (known) => `x${known}`,
  (known) => known.toLowerCase(),
  (known) => known.replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase(),
  (known) => known.slice(0, -1),
  (known) => known.slice(1),
  (known, _, random) => `${1 + random(99)}${known}`,
  (known) => `@${known}`,
];

/** Words, numbers, addresses, SIDs, JSON, URLs and texts about parameters. */
const VALUES: ReadonlyArray<(known: string, other: string, random: Random) => string> = [
  () => '',
  () => 'true',
  () => 'interactive',
  (_, __, random) => String(random(1_000_000)),
  () => SENDER,
  () => `whatsapp:${SENDER}`,
  () => MESSAGE_SID,
  () => `AC${'3'.repeat(32)}`,
  (known, other) => JSON.stringify({ [known]: 'x', nested: { [other]: SENDER } }),
  (known) => `https://a.example/${known}?${known}=1`,
  (known, other) => `See ${known} and ${other}.`,
  (known, other) => `${known}${other}`,
  (known) => `${known}: not valid`,
  (known) => `${known}${SENDER}`,
  (known) => `${known}${MESSAGE_SID}`,
  () => `From${SENDER}`,
  () => 'slotFrom1000To1130',
  () => `Fromwhatsapp:${SENDER}`,
  () => `AccountSidAC${'3'.repeat(32)}`,
  (known) => `ErrorCode11200ErrorUrlhttps://a.example/${known}`,
  () => 'NumMedia0NumSegments1SmsStatus',
  () => 'Zoë 😀\r\n "quoted" <b>&amp;</b>',
];

/** Names that Twilio does not define, each with a value: the same ones for the same seed. */
function invented(random: Random): ReadonlyArray<readonly [name: string, value: string]> {
  const found = new Map<string, string>();
  for (let i = 0; found.size < INVENTED; i++) {
    const known = KNOWN_NAMES[i % KNOWN_NAMES.length];
    const other = KNOWN_NAMES[random(KNOWN_NAMES.length)];
    const name = NAMES[random(NAMES.length)](known, other, random);
    if (!KNOWN_NAMES.includes(name) && !/^(?:Referral|Media(?:Url|ContentType)\d)/.test(name) && name !== '') {
      found.set(name, VALUES[random(VALUES.length)](known, other, random));
    }
  }
  return [...found];
}

/** Genuine requests with a parameter that Twilio may add tomorrow: none is rejected by default. */
export async function futureParameters({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  const parameters = invented(generator(seed)).slice(0, Math.min(INVENTED, count));
  const rows: Row[] = [];
  for (const { name, rejectSuspicious } of SETTINGS) {
    const tally = new Tally();
    const send = gateway({ rejectSuspicious });
    for (const [channel, original] of Object.entries(CHANNELS)) {
      for (const parameter of parameters) {
        const form: Form = [...original, parameter];
        const verdict = await send(httpApi({ ...signed({ url: URL, form }), receivedAt: new FakeClock().now() }));
        const isGood = channel.startsWith('a status') ? verdict.status === 204 : isAccepted(verdict);
        const marked = verdict.entry.suspicious === undefined ? '' : ' as suspicious';
        tally.count(`${isGood ? 'accepted' : 'rejected'}${marked}`);
        if (!isGood && !(rejectSuspicious && isRejected(verdict) && marked !== '')) {
          tally.fail(() => `${channel}: ${verdict.status} ${verdict.entry.detail} ${show(parameter)}`);
        }
      }
    }
    rows.push(tally.row(`${number(parameters.length)} invented parameters on a genuine request of each of ${Object.keys(CHANNELS).length} kinds, ${name}`));
  }
  return rows;
}
