import { canonicalParameters } from '../../../src/runtime/webhook/signature';
import { readWebhook } from '../../../src/runtime/webhook/read-webhook';
import { MESSAGE_SID, messageForm, SENDER, statusCallbackForm } from '../../support/messages';
import type { Form } from '../../support/signer';

const SID = 'a'.repeat(32);
const NO_PLACES = Object.fromEntries(['From', 'To'].flatMap((side) => ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));
const WHATSAPP = { ...NO_PLACES, From: 'whatsapp:+15005550006', To: 'whatsapp:+15005550001' };

/** Parameters in the place of others, with the same text. */
function recut(form: Form, changes: Readonly<Record<string, Form>>): Form {
  const cut = form.flatMap((pair) => changes[pair[0]] ?? [pair]);
  expect(canonicalParameters(cut)).toBe(canonicalParameters(form));
  return cut;
}

describe('a boundary that was moved is told by its trace, though the signature fits:', () => {
  test.each<[trace: string, what: string, original: Form, changes: Readonly<Record<string, Form>>]>([
    ['FromCity is part of another parameter', 'from name to value', messageForm(), { FromCity: [['FromCit', 'ySAN FRANCISCO']] }],
    ['FromCity is part of another parameter', 'from value to name', messageForm(), { FromCity: [['FromCityS', 'AN FRANCISCO']] }],
    ['ToZip is part of another parameter', 'to the value before', messageForm(), { ToState: [['ToState', 'T']], ToZip: [['oZip', '']] }],
    ['FromCountry is part of another parameter', 'two into one', messageForm(), { FromCity: [['FromCity', 'SAN FRANCISCOFromCountryUS']], FromCountry: [] }],
    ['FromCity is part of another parameter', 'into the sender', messageForm({ From: 'ACME' }), { From: [['From', 'ACMEFromCitySAN FRANCISCO']], FromCity: [] }],
    ['From is not what Twilio sends', 'into a number', messageForm(), { From: [['From', `${SENDER}FromCitySAN FRANCISCO`]], FromCity: [] }],
    ['FromCity is part of another parameter', 'into what nobody knows', [...messageForm(), ['FromCarrier', 'x']],
      { FromCarrier: [], FromCity: [['FromCarrier', 'xFromCitySAN FRANCISCO']] }],
    ['MediaUrl1 is part of another parameter', 'one attachment into another', messageForm({ NumMedia: '2', MediaUrl0: "https://a.example/'", MediaUrl1: 'https://b.example/' }),
      { MediaUrl0: [['MediaUrl0', "https://a.example/'MediaUrl1https://b.example/"]], MediaUrl1: [] }],
    ['WaId is part of another parameter', 'out of the last one', messageForm({ ...WHATSAPP, WaId: '15005550006' }), { WaId: [['WaId1', '5005550006']] }],
    ['ApiVersion is part of another parameter', 'an old name, shortened', messageForm(), { ApiVersion: [['ApiV', 'ersion2010-04-01']] }],
    ['SmsSid is part of another parameter', 'a name in a free text', messageForm({ ProfileName: 'Zoe', SmsMessageSid: undefined }),
      { ProfileName: [['ProfileName', `ZoeSmsSid${MESSAGE_SID}`]], SmsSid: [] }],
    ['SmsMessageSid is part of another parameter', 'three into one', messageForm({ ProfileName: 'Zoe' }),
      { ProfileName: [['ProfileName', `ZoeSmsMessageSid${MESSAGE_SID}SmsSid${MESSAGE_SID}`]], SmsMessageSid: [], SmsSid: [] }],
    ['NumSegments is part of another parameter', 'a count', messageForm(), { NumSegments: [['NumS', 'egments1']] }],
    ['Body is part of another parameter', 'the text', messageForm(), { Body: [['Bo', 'dyHello']] }],
    ['Body is part of another parameter', 'the text in the version', messageForm(), { ApiVersion: [['ApiVersion', '2010-04-01BodyHello']], Body: [] }],
    ['SmsStatus is part of another parameter', 'a message that looks like a status', messageForm(WHATSAPP),
      { SmsStatus: [['SmsStatus', 'receive']], To: [['dTo', 'whatsapp:+15005550001']] }],
    ['ErrorCode is part of another parameter', 'the code of a fallback', messageForm({ ErrorCode: '11200', ErrorUrl: 'https://a.example/' }), { Body: [['Body', 'HelloErrorCode11200']], ErrorCode: [] }],
    ['a parameter holds another message', 'all of a fallback', messageForm({ ErrorCode: '11200', ErrorUrl: 'https://a.example/' }),
      { Body: [['Body', 'HelloErrorCode11200ErrorUrlhttps://a.example/']], ErrorCode: [], ErrorUrl: [] }],
    ['a parameter holds another message', 'all of a fallback from an http URL', messageForm({ ErrorCode: '11200', ErrorUrl: 'http://a.example/' }),
      { Body: [['Body', 'HelloErrorCode11200ErrorUrlhttp://a.example/']], ErrorCode: [], ErrorUrl: [] }],
    ['a parameter has a name that Twilio cannot send', 'out of the text', messageForm({ Body: 'Hi Carol, pay' }), { Body: [['Body', 'Hi '], ['Carol, ', 'pay']] }],
    ['a parameter has a name that Twilio cannot send', 'nothing', messageForm({ AccountSid: undefined }).concat([['AccountSid', `AC${SID}`]]), { AccountSid: [['', ''], ['AccountSid', `AC${SID}`]] }],
    ['a parameter holds another message', 'the sender in what nobody knows', messageForm({ ...NO_PLACES, Body: 'Pay From+15005550009FromA' }),
      { Body: [['Body', 'Pay '], ['From', '+15005550009']], From: [['FromA', `From${SENDER}`]] }],
    ['a parameter holds another message', 'the sender, its name in a name', messageForm({ ...NO_PLACES, Body: 'Pay From+15005550009FromA' }),
      { Body: [['Body', 'Pay '], ['From', '+15005550009']], From: [['FromAFrom', SENDER]] }],
    ['a parameter holds another message', 'the sender in a label', messageForm({ ...WHATSAPP, Body: 'Pay Fromwhatsapp:+15005550009Label' }),
      { Body: [['Body', 'Pay '], ['From', 'whatsapp:+15005550009']], From: [['Label', 'Fromwhatsapp:+15005550006']] }],
    ['a parameter holds another message', 'a short code in a place', messageForm({ ...NO_PLACES, From: '4788', Body: 'Pay From+15005550009FromState' }),
      { Body: [['Body', 'Pay '], ['From', '+15005550009']], From: [['FromState', 'From4788']] }],
  ])('%s: %s', (trace, _, original, changes) => {
    expect(readWebhook(original).flaw).toBeUndefined();
    expect(readWebhook(recut(original, changes)).flaw).toBe(trace);
  });
});

describe('the true SID has to be somewhere, too:', () => {
  const forged = (sink: Form) => [
    ...messageForm({ ...NO_PLACES, From: 'ACME' }), ...sink,
  ];

  test.each<[string, Form]>([
    ['a message', [['Tz', `FromXMessageSid${MESSAGE_SID}`]]],
    ['a message of another kind', [['Tz', `MessageSidMM${SID}`]]],
    ['an SMS', [['Tz', `SmsSid${MESSAGE_SID}`]]],
    ['an account', [['Tz', `AccountSidAC${SID}`]]],
    ['in a parameter that Twilio defines', [['ToCity', `SmsMessageSid${MESSAGE_SID}`]]],
    ['its name in a name, and more behind it', [['TzMessageSid', `${MESSAGE_SID}NumMedia0`]]],
  ])('%s', (_, sink) => {
    expect(readWebhook(forged(sink)).flaw).toBe('a parameter holds another message');
  });
});

describe('no trace, whatever it looks like:', () => {
  test.each<[what: string, form: Form]>([
    ['a text about texts', messageForm({ Body: `FromCity? MessageSid${MESSAGE_SID}From${SENDER}OptOutTypeSTOPErrorCode11200` })],
    ['a text about a fallback', messageForm({ Body: 'ErrorCode 11200, ErrorUrl https://a.example/' })],
    ['a name about texts', messageForm({ ProfileName: 'OptOutType', Address: 'FromCity 5', Label: 'WaId', ButtonText: 'ErrorCode', ButtonPayload: 'ErrorUrl' })],
    ['a name with a year', messageForm({ ProfileName: 'BoyFrom1985' })],
    ['a city that holds a name', messageForm({ FromCity: 'LABELLE', ToCity: 'Toledo' })],
    ['JSON that holds names', messageForm({ ...WHATSAPP, ChannelMetadata: '{"ProfileName":"Zoe"}' })],
    ['JSON of tomorrow', [...messageForm(WHATSAPP), ['NewInTwilio', '{"FromCountry":"US","WaId":"1"}']]],
    ['a URL with names', messageForm({ NumMedia: '1', MediaUrl0: 'https://a.example/?WaId=1&ErrorCode=2' })],
    ['a name that begins with one that is there', [...messageForm(), ['FromCarrier', 'x'], ['BodyFormat', 'y'], ['FromCityCode', 'z']]],
    ['a name that ends in one', [...messageForm(), ['ParentMessageSid', MESSAGE_SID], ['ParentAccountSid', `AC${SID}`]]],
    ['a sender of another kind', [...messageForm(), ['ForwardedFrom', SENDER]]],
    ['names behind all of Twilio\'s', [...messageForm(), ['__proto__', ''], ['a=b', ''], ['[0]', ''], ['~', ''], ['é x', ''], ['😀', '']]],
    ['a name with a hyphen', [...messageForm(), ['SipHeader_X-Id', '']]],
    ['only what the schema requires', messageForm({ ...NO_PLACES, ApiVersion: undefined, Body: undefined, NumSegments: undefined, SmsMessageSid: undefined, SmsSid: undefined, SmsStatus: undefined })],
    ['a sender of one character', messageForm({ From: 'A' })],
    ['a status with another id', statusCallbackForm({ SmsSid: `SM${SID}` })],
    ['a sender who has a name', messageForm({ From: 'A-1 Taxi' })],
    ['a sender whose name begins with digits', messageForm({ From: '4INFO' })],
    ['a sender with an id instead of a number', messageForm({ From: 'whatsapp:US.13491208655302741918' })],
    ['a status that says what is missing', statusCallbackForm({ ErrorMessage: 'The message Body is required' })],
    ['a status of a message that was received', messageForm({ MessageStatus: 'read' })],
    ['a fallback without a code', messageForm({ ErrorUrl: 'https://a.example/' })],
  ])('%s', (_, form) => {
    expect(readWebhook(form).flaw).toBeUndefined();
  });
});

test.each(['', ' ', '0', '=', '?a', '@', '\0', 'A b', 'A=1', 'Café', 'Z\n'])('%j is no name', (name) => {
  expect(readWebhook([...messageForm(), [name, 'x']]).flaw).toBe('a parameter has a name that Twilio cannot send');
});

test('what it says is short, whatever was sent', () => {
  const flaws = ['MediaUrl', 'MediaContentType', 'Referral'].flatMap((name) => {
    const long = name + '1'.repeat(60_000);
    const added: readonly Form[] = [[[long, 'x']], [[long, 'x'], [long, 'y']], [['ToCity', long]]];
    return added.map((more) => readWebhook([...messageForm(), ...more]).flaw);
  });

  expect(flaws.filter((flaw) => flaw !== undefined && flaw.length > 60)).toEqual([]);
});
