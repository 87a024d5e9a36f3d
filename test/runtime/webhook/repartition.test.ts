import { readWebhook } from '../../../src/runtime/webhook/read-webhook';
import { canonicalParameters } from '../../../src/runtime/webhook/signature';
import { MESSAGE_SID, messageForm, SENDER, statusCallbackForm } from '../../support/messages';
import type { Form } from '../../support/signer';

const SID = 'a'.repeat(32);
const NO_PLACES = Object.fromEntries(['From', 'To'].flatMap((side) =>
  ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));
const WHATSAPP = { ...NO_PLACES, From: 'whatsapp:+15005550006', To: 'whatsapp:+15005550001' };

const UNUSUAL = 'a parameter has an unusual name';
const NO_TRACE = { flaw: undefined, suspicion: undefined };

/** Replaces parameters, with the same signed content. */
function repartition(form: Form, changes: Readonly<Record<string, Form>>): Form {
  const parts = form.flatMap((pair) => changes[pair[0]] ?? [pair]);
  expect(canonicalParameters(parts)).toBe(canonicalParameters(form));
  return parts;
}

describe('a repartitioned request has a trace although its signature fits', () => {
  test.each<{
    readonly found: 'proof' | 'suspicion';
    readonly trace: string;
    readonly name: string;
    readonly original: Form;
    readonly changes: Readonly<Record<string, Form>>;
  }>([
    {
      found: 'suspicion',
      trace: 'FromCity is part of another parameter',
      name: 'from name to value',
      original: messageForm(),
      changes: { FromCity: [['FromCit', 'ySAN FRANCISCO']] },
    },
    {
      found: 'suspicion',
      trace: 'FromCity is part of another parameter',
      name: 'from value to name',
      original: messageForm(),
      changes: { FromCity: [['FromCityS', 'AN FRANCISCO']] },
    },
    {
      found: 'suspicion',
      trace: 'ToZip is part of another parameter',
      name: 'to the value before',
      original: messageForm(),
      changes: { ToState: [['ToState', 'T']], ToZip: [['oZip', '']] },
    },
    {
      found: 'proof',
      trace: 'FromCountry is part of another parameter',
      name: 'two into one',
      original: messageForm(),
      changes: { FromCity: [['FromCity', 'SAN FRANCISCOFromCountryUS']], FromCountry: [] },
    },
    {
      found: 'suspicion',
      trace: 'FromCity is part of another parameter',
      name: 'into the sender',
      original: messageForm({ From: 'ACME' }),
      changes: { From: [['From', 'ACMEFromCitySAN FRANCISCO']], FromCity: [] },
    },
    {
      found: 'proof',
      trace: 'From is not what Twilio sends',
      name: 'into a number',
      original: messageForm(),
      changes: { From: [['From', `${SENDER}FromCitySAN FRANCISCO`]], FromCity: [] },
    },
    {
      found: 'suspicion',
      trace: 'FromCity is part of another parameter',
      name: 'into what nobody knows',
      original: [...messageForm(), ['FromCarrier', 'x']],
      changes: { FromCarrier: [], FromCity: [['FromCarrier', 'xFromCitySAN FRANCISCO']] },
    },
    {
      found: 'proof',
      trace: 'MediaUrl1 is part of another parameter',
      name: 'one attachment into another',
      original: messageForm({ NumMedia: '2', MediaUrl0: "https://a.example/'", MediaUrl1: 'https://b.example/' }),
      changes: { MediaUrl0: [['MediaUrl0', "https://a.example/'MediaUrl1https://b.example/"]], MediaUrl1: [] },
    },
    {
      found: 'suspicion',
      trace: 'WaId is part of another parameter',
      name: 'out of the last one',
      original: messageForm({ ...WHATSAPP, WaId: '15005550006' }),
      changes: { WaId: [['WaId1', '5005550006']] },
    },
    {
      found: 'proof',
      trace: 'ApiVersion is part of another parameter',
      name: 'an old name, shortened',
      original: messageForm(),
      changes: { ApiVersion: [['ApiV', 'ersion2010-04-01']] },
    },
    {
      found: 'proof',
      trace: 'SmsSid is part of another parameter',
      name: 'a name in a free text',
      original: messageForm({ ProfileName: 'Zoe', SmsMessageSid: undefined }),
      changes: { ProfileName: [['ProfileName', `ZoeSmsSid${MESSAGE_SID}`]], SmsSid: [] },
    },
    {
      found: 'proof',
      trace: 'SmsMessageSid is part of another parameter',
      name: 'three into one',
      original: messageForm({ ProfileName: 'Zoe' }),
      changes: {
        ProfileName: [['ProfileName', `ZoeSmsMessageSid${MESSAGE_SID}SmsSid${MESSAGE_SID}`]],
        SmsMessageSid: [],
        SmsSid: [],
      },
    },
    {
      found: 'proof',
      trace: 'NumSegments is part of another parameter',
      name: 'a count',
      original: messageForm(),
      changes: { NumSegments: [['NumS', 'egments1']] },
    },
    {
      found: 'proof',
      trace: 'Body is part of another parameter',
      name: 'the text',
      original: messageForm(),
      changes: { Body: [['Bo', 'dyHello']] },
    },
    {
      found: 'proof',
      trace: 'Body is part of another parameter',
      name: 'the text in the version',
      original: messageForm(),
      changes: { ApiVersion: [['ApiVersion', '2010-04-01BodyHello']], Body: [] },
    },
    {
      found: 'proof',
      trace: 'SmsStatus is part of another parameter',
      name: 'a message that looks like a status',
      original: messageForm(WHATSAPP),
      changes: { SmsStatus: [['SmsStatus', 'receive']], To: [['dTo', 'whatsapp:+15005550001']] },
    },
    {
      found: 'proof',
      trace: 'ErrorCode is part of another parameter',
      name: 'the code of a fallback',
      original: messageForm({ ErrorCode: '11200', ErrorUrl: 'https://a.example/' }),
      changes: { Body: [['Body', 'HelloErrorCode11200']], ErrorCode: [] },
    },
    {
      found: 'suspicion',
      trace: 'a parameter holds another message',
      name: 'all of a fallback',
      original: messageForm({ ErrorCode: '11200', ErrorUrl: 'https://a.example/' }),
      changes: { Body: [['Body', 'HelloErrorCode11200ErrorUrlhttps://a.example/']], ErrorCode: [], ErrorUrl: [] },
    },
    {
      found: 'suspicion',
      trace: 'a parameter holds another message',
      name: 'all of a fallback from an http URL',
      original: messageForm({ ErrorCode: '11200', ErrorUrl: 'http://a.example/' }),
      changes: { Body: [['Body', 'HelloErrorCode11200ErrorUrlhttp://a.example/']], ErrorCode: [], ErrorUrl: [] },
    },
    {
      found: 'proof',
      trace: 'a parameter has a name that Twilio cannot send',
      name: 'out of the text',
      original: messageForm({ Body: 'Hi Carol, pay' }),
      changes: { Body: [['Body', 'Hi '], ['Carol, ', 'pay']] },
    },
    {
      found: 'proof',
      trace: 'a parameter has a name that Twilio cannot send',
      name: 'nothing',
      original: messageForm({ AccountSid: undefined }).concat([['AccountSid', `AC${SID}`]]),
      changes: { AccountSid: [['', ''], ['AccountSid', `AC${SID}`]] },
    },
    {
      found: 'suspicion',
      trace: 'a parameter holds another message',
      name: 'the sender in what nobody knows',
      original: messageForm({ ...NO_PLACES, Body: 'Pay From+15005550009FromA' }),
      changes: { Body: [['Body', 'Pay '], ['From', '+15005550009']], From: [['FromA', `From${SENDER}`]] },
    },
    {
      found: 'suspicion',
      trace: 'a parameter holds another message',
      name: 'the sender, its name in a name',
      original: messageForm({ ...NO_PLACES, Body: 'Pay From+15005550009FromA' }),
      changes: { Body: [['Body', 'Pay '], ['From', '+15005550009']], From: [['FromAFrom', SENDER]] },
    },
    {
      found: 'suspicion',
      trace: 'a parameter holds another message',
      name: 'the sender in a label',
      original: messageForm({ ...WHATSAPP, Body: 'Pay Fromwhatsapp:+15005550009Label' }),
      changes: {
        Body: [['Body', 'Pay '], ['From', 'whatsapp:+15005550009']],
        From: [['Label', 'Fromwhatsapp:+15005550006']],
      },
    },
    {
      found: 'proof',
      trace: 'a parameter holds another message',
      name: 'a short code in a place',
      original: messageForm({ ...NO_PLACES, From: '4788', Body: 'Pay From+15005550009FromState' }),
      changes: { Body: [['Body', 'Pay '], ['From', '+15005550009']], From: [['FromState', 'From4788']] },
    },
  ])('a parameter boundary moved $name leaves a $found: $trace', ({ found, trace, original, changes }) => {
    expect(readWebhook(original)).toMatchObject(NO_TRACE);
    expect(readWebhook(repartition(original, changes))).toMatchObject(
      found === 'proof' ? { ...NO_TRACE, flaw: trace } : { ...NO_TRACE, suspicion: trace });
  });
});

describe('the displaced SID leaves a trace', () => {
  const forged = (sink: Form) => [
    ...messageForm({ ...NO_PLACES, From: 'ACME' }), ...sink,
  ];

  test.each<{ readonly name: string; readonly sink: Form }>([
    { name: 'a message', sink: [['Tz', `FromXMessageSid${MESSAGE_SID}`]] },
    { name: 'a message of another kind', sink: [['Tz', `MessageSidMM${SID}`]] },
    { name: 'an SMS', sink: [['Tz', `SmsSid${MESSAGE_SID}`]] },
    { name: 'an account', sink: [['Tz', `AccountSidAC${SID}`]] },
    { name: 'its name in a name, and more behind it', sink: [['TzMessageSid', `${MESSAGE_SID}NumMedia0`]] },
  ])('$name', ({ sink }) => {
    expect(readWebhook(forged(sink))).toMatchObject({ ...NO_TRACE, suspicion: 'a parameter holds another message' });
  });

  test('which is proof in a place, since nobody but Twilio chooses it', () => {
    expect(readWebhook(forged([['ToCity', `SmsMessageSid${MESSAGE_SID}`]]))).toMatchObject(
      { ...NO_TRACE, flaw: 'a parameter holds another message' });
  });
});

describe('there is no trace in', () => {
  test.each<{ readonly name: string; readonly form: Form }>([
    {
      name: 'a text about texts',
      form: messageForm({ Body: `FromCity? MessageSid${MESSAGE_SID}From${SENDER}OptOutTypeSTOPErrorCode11200` }),
    },
    { name: 'a text about a fallback', form: messageForm({ Body: 'ErrorCode 11200, ErrorUrl https://a.example/' }) },
    {
      name: 'a name about texts',
      form: messageForm({
        ProfileName: 'OptOutType',
        Address: 'FromCity 5',
        Label: 'WaId',
        ButtonText: 'ErrorCode',
        ButtonPayload: 'ErrorUrl',
      }),
    },
    { name: 'a name with a year', form: messageForm({ ProfileName: 'BoyFrom1985' }) },
    { name: 'a city that holds a name', form: messageForm({ FromCity: 'LABELLE', ToCity: 'Toledo' }) },
    { name: 'JSON that holds names', form: messageForm({ ...WHATSAPP, ChannelMetadata: '{"ProfileName":"Zoe"}' }) },
    { name: 'JSON of tomorrow', form: [...messageForm(WHATSAPP), ['NewInTwilio', '{"FromCountry":"US","WaId":"1"}']] },
    {
      name: 'a URL with names',
      form: messageForm({ NumMedia: '1', MediaUrl0: 'https://a.example/?WaId=1&ErrorCode=2' }),
    },
    {
      name: 'a name that begins with one that is there',
      form: [...messageForm(), ['FromCarrier', 'x'], ['BodyFormat', 'y'], ['FromCityCode', 'z']],
    },
    {
      name: 'a name that ends in one',
      form: [...messageForm(), ['ParentMessageSid', MESSAGE_SID], ['ParentAccountSid', `AC${SID}`]],
    },
    { name: 'a sender of another kind', form: [...messageForm(), ['ForwardedFrom', SENDER]] },
    {
      name: 'names behind all of Twilio\'s',
      form: [...messageForm(), ['__proto__', ''], ['a=b', ''], ['[0]', ''], ['~', ''], ['é x', ''], ['😀', '']],
    },
    { name: 'a name with a hyphen', form: [...messageForm(), ['SipHeader_X-Id', '']] },
    {
      name: 'only what the schema requires',
      form: messageForm({
        ...NO_PLACES,
        ApiVersion: undefined,
        Body: undefined,
        NumSegments: undefined,
        SmsMessageSid: undefined,
        SmsSid: undefined,
        SmsStatus: undefined,
      }),
    },
    {
      name: 'a text about an attachment that is missing',
      form: messageForm({ Body: 'MediaUrl1?', NumMedia: '2', MediaUrl0: 'https://a.example/' }),
    },
    {
      name: 'a name that contains that of a missing text',
      form: messageForm({ ...WHATSAPP, Body: undefined, ReferralBody: 'Sale' }),
    },
    { name: 'a sender of one character', form: messageForm({ From: 'A' }) },
    { name: 'a status with another id', form: statusCallbackForm({ SmsSid: `SM${SID}` }) },
    { name: 'a sender who has a name', form: messageForm({ From: 'A-1 Taxi' }) },
    { name: 'a sender whose name begins with digits', form: messageForm({ From: '4INFO' }) },
    {
      name: 'a sender with an id instead of a number',
      form: messageForm({ From: 'whatsapp:US.13491208655302741918' }),
    },
    {
      name: 'a status that says what is missing',
      form: statusCallbackForm({ ErrorMessage: 'The message Body is required' }),
    },
    { name: 'a status of a message that was received', form: messageForm({ MessageStatus: 'read' }) },
    { name: 'a fallback without a code', form: messageForm({ ErrorUrl: 'https://a.example/' }) },
    { name: 'an id of another channel that has a plus', form: messageForm({ ...NO_PLACES, From: 'apple:urn:mbid:AQ+1B/x==' }) },
    {
      name: 'a status that names a parameter',
      form: statusCallbackForm({ ChannelStatusMessage: 'MediaUrl0 could not be fetched, see NumMedia' }),
    },
    { name: 'an item of a list', form: messageForm({ ...WHATSAPP, ListId: 'slotFrom1000To1130', ListTitle: 'WaId' }) },
  ])('$name', ({ form }) => {
    expect(readWebhook(form)).toMatchObject(NO_TRACE);
  });
});

describe('what a parameter of tomorrow could look like is suspicious, and no flaw:', () => {
  test.each<{ readonly name: string; readonly suspicion: string; readonly form: Form }>([
    {
      name: 'a name that contains one that is not there',
      suspicion: 'FromCity is part of another parameter',
      form: [...messageForm(NO_PLACES), ['FromCityCode', 'x']],
    },
    {
      name: 'a sentence about parameters',
      suspicion: 'OptOutType is part of another parameter',
      form: [...messageForm(), ['Note', 'fields: OptOutType']],
    },
    {
      name: 'a name and a number',
      suspicion: 'a parameter holds another message',
      form: [...messageForm(), ['Route', `From${SENDER}`]],
    },
    {
      name: 'a button with a number',
      suspicion: 'a parameter holds another message',
      form: messageForm({ ButtonPayload: `replyFrom${SENDER}` }),
    },
    {
      name: 'a text about a fallback, without blanks',
      suspicion: 'a parameter holds another message',
      form: messageForm({ Body: 'ErrorCode11200ErrorUrlhttps://a.example/' }),
    },
    {
      name: 'the name of a file that is one of an attachment',
      suspicion: 'MediaUrl1 is part of another parameter',
      form: messageForm({ NumMedia: '1', MediaUrl0: 'https://a.example/MediaUrl1.png' }),
    },
    {
      name: 'the name of a file',
      suspicion: 'ErrorCode is part of another parameter',
      form: messageForm({ NumMedia: '1', MediaUrl0: 'https://a.example/ErrorCode.png' }),
    },
    { name: 'a name with a dot', suspicion: UNUSUAL, form: [...messageForm(), ['Media.Count', '1']] },
    { name: 'a name with brackets', suspicion: UNUSUAL, form: [...messageForm(), ['Media[0][Url]', '1']] },
    { name: 'a name that begins with a digit', suspicion: UNUSUAL, form: [...messageForm(), ['10DlcCampaign', '1']] },
    { name: 'a name that begins with a sign', suspicion: UNUSUAL, form: [...messageForm(), ['@type', '1']] },
    {
      name: 'a status callback that names a standard parameter it does not have',
      suspicion: 'NumSegments is part of another parameter',
      form: [...statusCallbackForm(), ['Note', 'see NumSegments']],
    },
    {
      name: 'a status callback that has what a message has',
      suspicion: 'a status callback has the parameters of a message',
      form: messageForm({ SmsStatus: 'sent' }),
    },
  ])('$name', ({ suspicion, form }) => {
    expect(readWebhook(form)).toMatchObject({ flaw: undefined, suspicion });
  });

  test('a probe is ours, and never suspicious', () => {
    expect(readWebhook([...messageForm(), ['GatewayProbe', '1']])).toMatchObject(NO_TRACE);
  });
});

test.each([
  '', ' ', '=', '?a', '\0', 'A b', 'A=1', '1=2', 'Café', 'Z\n', 'Carol,',
].map((name) => ({ name })))('Twilio cannot send the parameter name "$name"', ({ name }) => {
  expect(readWebhook([...messageForm(), [name, 'x']]).flaw).toBe('a parameter has a name that Twilio cannot send');
});

test('the description of a flaw is short, whatever was sent', () => {
  const flaws = ['MediaUrl', 'MediaContentType', 'Referral'].flatMap((name) => {
    const long = name + '1'.repeat(60_000);
    const added: readonly Form[] = [[[long, 'x']], [[long, 'x'], [long, 'y']], [['Note', long]], [['ToCity', long]]];
    const read = added.map((more) => readWebhook([...messageForm(), ...more]));
    return read.flatMap(({ flaw, suspicion }) => [flaw, suspicion]);
  });

  expect(flaws.filter((flaw) => flaw !== undefined && flaw.length > 60)).toEqual([]);
});
