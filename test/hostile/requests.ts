import fc from 'fast-check';
import { MESSAGE_SID, messageForm, NUMBER, SENDER } from '../support/messages';
import type { Form } from '../support/signer';

/**
 * Random requests as Twilio makes them. A request has the URL that is called and the URL that is signed, which differ
 * where Twilio is known to be inconsistent: the default port, and an apostrophe of the query.
 */
export interface GenuineRequest {
  readonly authToken: string;
  readonly url: string;
  readonly signedUrl: string;
  readonly form: Form;
  readonly body: string;
  /** Of the gateway: where the URL that is called is not the one that reaches it. */
  readonly webhookUrl?: string;
}

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
export const authToken = hex(32);
/** Any Unicode text, control characters too; a form that was decoded never holds half a surrogate pair. */
export const text = (maxLength: number) => fc.oneof(
  fc.string({ unit: 'grapheme', maxLength }), fc.string({ unit: 'binary', maxLength }), fc.string({ unit: 'grapheme-ascii', maxLength }));

const DIFFICULT_TEXT = [
  '', ' ', ' leading and trailing ', 'a"b', "o'neil", 'a\r\nb', 'a&b=c', '100%', '%41', '+', '?', '#', '\u0000', '\uFEFF', '\uFFFE', '😀', 'STOP', '<b>&amp;',
  // Texts about texts, as those who build with Twilio send them.
  'Body', 'FromCity', 'NumMedia0', 'OptOutType=STOP', 'What is MessagingServiceSid?', `From${SENDER}`, `MessageSid${MESSAGE_SID}SmsStatusreceived`, 'ErrorCode11200',
];
const phone = fc.stringMatching(/^\+[1-9]\d{6,14}$/);
const address = fc.oneof(
  { weight: 4, arbitrary: phone },
  phone.map((number) => `whatsapp:${number}`), phone.map((number) => `rcs:${number}`), fc.stringMatching(/^messenger:\d{16}$/), fc.stringMatching(/^\d{5,6}$/),
  fc.constantFrom('whatsapp:US.13491208655302741918', 'rcs:brand_agent', 'ACME', '4INFO', '8x8', 'A-1 Taxi'));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });

/**
 * Names that Twilio does not define today. It adds parameters without notice, so they are kept and signed: what begins
 * like a name of Twilio's, and whatever sorts behind all of them.
 */
const unknownName = fc.oneof(
  fc.constantFrom('NewInTwilio', '__proto__', 'constructor', 'toString', 'body', 'FROM', 'FromCarrier', 'ToCarrier', 'BodyFormat', 'ParentMessageSid', 'SipHeader_X-Id',
    'Media.Count', '10DlcCampaign', '@type', 'Contacts[0][Name]', 'OriginalProfileName', 'OptOutTypeOf',
    '\uFF5E', '😀', 'a=b', 'a&b', 'é', '_', 'a b', '[0]', '\uE000', 'z'.repeat(2000)),
  fc.stringMatching(/^[A-Za-z_]\w{0,20}$/).map((name) => `x${name}`),
  text(8).map((rest) => `~${rest}`));

/** What Twilio sends to a channel only, or only to some. */
const extras = fc.record({
  ProfileName: optional(text(12)),
  OptOutType: optional(fc.constantFrom('STOP', 'START', 'HELP')),
  MessagingServiceSid: optional(hex(32).map((id) => `MG${id}`)),
  WaId: optional(fc.stringMatching(/^\d{6,15}$/)),
  MessageType: optional(fc.constantFrom('text', 'image', 'location', 'interactive')),
  ButtonText: rarely(text(12)),
  ButtonPayload: rarely(text(12)),
  Forwarded: rarely(fc.constant('true')),
  Latitude: rarely(fc.constant('37.787890')),
  Longitude: rarely(fc.constant('-122.391664')),
  Label: rarely(text(12)),
  Address: rarely(text(12)),
  ReferralBody: rarely(text(12)),
  ReferralNumMedia: rarely(fc.constant('0')),
  OriginalRepliedMessageSid: rarely(hex(32).map((id) => `SM${id}`)),
  ChannelMetadata: rarely(fc.constant('{"type":"whatsapp","data":{"context":{"ProfileName":"Zoe","WaId":"15005550006","FromCountry":"US"}}}')),
});

interface FormParts {
  /** Whether there are parameters that Twilio does not define today. */
  readonly withUnknown: boolean;
}

/** A form that Twilio might send, in the order in which it is sent. */
const formOf = ({ withUnknown }: FormParts): fc.Arbitrary<Form> => fc.record({
  sid: fc.tuple(fc.constantFrom('SM', 'MM'), hex(32)).map((parts) => parts.join('')),
  body: fc.oneof(text(80), text(1000), fc.constantFrom(...DIFFICULT_TEXT)),
  from: fc.oneof(address, fc.constant(SENDER)),
  to: fc.oneof(address, fc.constant(NUMBER)),
  media: fc.array(fc.webUrl(), { maxLength: 3 }),
  city: fc.oneof(fc.constantFrom('SAN FRANCISCO', 'TOLEDO', 'LABELLE', 'Frome', ''), text(12)),
  hasPlaces: fc.boolean(),
  optional: extras,
  isFallback: fc.boolean(),
  unknown: fc.array(
    fc.tuple(unknownName, fc.array(text(12), { minLength: 1, maxLength: 3 })),
    { maxLength: withUnknown ? 4 : 0 },
  ),
}).chain(({ sid, body, from, to, media, city, hasPlaces, optional: some, isFallback, unknown }) => {
  const form: Form = [
    ...messageForm({
      MessageSid: sid,
      Body: body,
      From: from,
      To: to,
      NumMedia: String(media.length),
      ...(hasPlaces ? { FromCity: city } : NO_PLACES),
      ...some,
      ...(isFallback ? { ErrorCode: '11200', ErrorUrl: 'https://sms.example.com/sms' } : {}),
    }),
    ...media.flatMap((url, i) => [[`MediaUrl${i}`, url], [`MediaContentType${i}`, 'image/jpeg']] as const),
    ...unknown.flatMap(([name, values]) => values.map((value) => [name, value] as const)),
  ];
  return fc.shuffledSubarray([...form], { minLength: form.length });
});

/** WhatsApp messages, and others, come without the places of sender and recipient. */
const NO_PLACES = Object.fromEntries(['From', 'To'].flatMap((side) => ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));

export const genuineForm = formOf({ withUnknown: true });
/** With no parameter that Twilio does not define today. */
export const documentedForm = formOf({ withUnknown: false });

/**
 * Names that no parameter of Twilio's can have: they sort where only a part of the URL, or of a text, can have gone,
 * and hold what is in no identifier.
 */
export const noName = fc.oneof(
  fc.constantFrom('', ' ', '=', '?a', '/sms', '&a=b', '\u0000', 'A b', 'A=1', '1=2', 'Caf\u00E9', 'Body\n', 'Z\u{1F600}'),
  fc.tuple(fc.constantFrom(...' !#%&+,/;<=>?'), text(6)).map((parts) => parts.join('')));

const host = fc.oneof(
  hex(10).map((id) => `${id}.execute-api.eu-west-1.amazonaws.com`),
  hex(32).map((id) => `${id}.lambda-url.us-east-1.on.aws`),
  fc.constantFrom('sms.example.com', 'a.co', 'xn--caf-dma.example'));

/** What RFC 3986 lets stand in a path or query, unescaped. */
const LEGAL = [..."ABCXYZabcxyz0189-._~!$()*,;:@/'"];
const ESCAPES = ['%20', '%C3%A9', '%c3%a9', '%27', '%2B', '%2b', '%26', '%3D', '%3F', '%23', '%25', '%2C', '%2F', '%00', '%F0%9F%98%80', '%28'];

/** Verbatim, whatever it looks like: what a front end does not touch needs no rule. */
const verbatimPath = fc.string({ unit: fc.constantFrom(...LEGAL, '=', '&', '+', ...ESCAPES), maxLength: 20 }).map((path) => `/prod/${path}`);
/**
 * What an HTTP API's decoding lets be rebuilt: each character as `encodeURI` spells it. An escaped slash, or a letter
 * that is escaped without need, is lost.
 */
const encodedPath = text(10).map((path) => `/prod/${encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23')}`);
/** Not empty: a front end does not tell `/sms?` from `/sms`. */
const verbatimQuery = optional(fc.string({ unit: fc.constantFrom(...LEGAL, '=', '=', '&', '&', '+', '?', ...ESCAPES), minLength: 1, maxLength: 40 }));

const urlOf = (path: fc.Arbitrary<string>, query: fc.Arbitrary<string | undefined>) =>
  fc.tuple(host, path, query).map(([name, at, search]) => `https://${name}${at}${search === undefined ? '' : `?${search}`}`);

/** The spellings in which Twilio may sign a URL that it calls. */
const signedSpelling = (url: string, apostrophes: readonly string[]) => fc.record({ port: fc.boolean(), apostrophe: fc.constantFrom('as it is', ...apostrophes) }).map(({ port, apostrophe }) => {
  const [, origin, path, query] = /^(https:\/\/[^/?]*)([^?]*)(\?.*)?$/s.exec(url)!;
  const spelled = apostrophe === 'as it is' ? query : query?.replaceAll(/'|%27/g, apostrophe);
  return `${origin}${port ? ':443' : ''}${path}${spelled ?? ''}`;
});

/** With the blanks of a form in either spelling. */
const wireBody = (form: Form) => fc.boolean().map((plus) => {
  const encoded = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString();
  return plus ? encoded : encoded.replaceAll('+', '%20');
});

/** Whatever is called is what is signed, in one of the known spellings; half of the gateways have a `webhookUrl`. */
function requestTo(
  url: fc.Arbitrary<string>,
  webhookUrls: (url: string) => ReadonlyArray<string | undefined>,
  apostrophes: readonly string[] = ["'", '%27'],
): fc.Arbitrary<GenuineRequest> {
  return fc.tuple(authToken, url, genuineForm).chain(([token, called, form]) => fc.record({
    authToken: fc.constant(token),
    url: fc.constant(called),
    signedUrl: signedSpelling(called, apostrophes),
    form: fc.constant(form),
    body: wireBody(form),
    webhookUrl: fc.constantFrom(...webhookUrls(called)),
  }));
}

const withoutQuery = (url: string) => url.replace(/\?.*/s, '');

/** A front end that keeps the query as it is: any query, and `webhookUrl` with or without one of its own. */
const keepsQuery = (url: string) => [undefined, undefined, url, withoutQuery(url), `${withoutQuery(url)}#rc=3&rp=all`];
export const toHttpApi = requestTo(urlOf(encodedPath, verbatimQuery), keepsQuery);
export const toFunctionUrl = requestTo(urlOf(verbatimPath, verbatimQuery), keepsQuery);

/** A REST API with a `webhookUrl` that has its query: any path, any query. Without a query it needs none of its own. */
export const toRestApiWithWebhookUrl = requestTo(urlOf(verbatimPath, verbatimQuery), (url) => [url, `${url}#rc=3`]);

/** Everything but letters, digits and `-._~`. */
function escapeAll(value: string): string {
  return encodeURIComponent(value).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const plain = (value: string) => encodeURIComponent(value).replaceAll(/%(?:2C|2F|3A|3B|3F|40|24)/g, decodeURIComponent);
const plainButApostrophe = (value: string) => plain(value).replaceAll("'", '%27');

/**
 * The spellings of one query in which a REST API's can be rebuilt: one for all of its names and values, blanks as %20
 * or +.
 */
const SPELLINGS = [plain, plainButApostrophe, encodeURIComponent, escapeAll].flatMap((spelling) =>
  [spelling, (value: string) => spelling(value).replaceAll('%20', '+')]);

/**
 * What a REST API's event allows to be rebuilt without `webhookUrl`: up to 8 parameters, each with its `=`, those of
 * one name together, in the event's order or sorted by name, all in one of the eight spellings. Left out: names that
 * are whole numbers, which come first in any JavaScript object; and, of several names, a blank together with one of
 * `!'()*` in the last four spellings, which is beyond the limit of 8 URLs.
 */
const rebuildableQuery = optional(fc.uniqueArray(text(6).filter((name) => !/^\d+$/.test(name)), { minLength: 1, maxLength: 5 }).chain((names) => fc.record({
  names: fc.constant(names),
  values: fc.array(text(10), { minLength: names.length, maxLength: 8 }),
  spelling: fc.nat({ max: SPELLINGS.length - 1 }),
  isSorted: fc.boolean(),
})).filter(({ names, values, spelling }) => {
  const all = [...names, ...values].join('');
  return spelling < 4 || names.length === 1 || !all.includes(' ') || !/[!'()*]/.test(all);
}).map(({ names, values, spelling, isSorted }) => {
  const spell = SPELLINGS[spelling];
  const order = isSorted ? [...names].sort() : names;
  const valuesOf = (index: number) => values.filter((_, i) => Math.min(i, names.length - 1) === index);
  return order.flatMap((name, index) => valuesOf(index).map((value) => `${spell(name)}=${spell(value)}`)).join('&');
}));
export const toRestApi = requestTo(urlOf(verbatimPath, rebuildableQuery), () => [undefined], []);
