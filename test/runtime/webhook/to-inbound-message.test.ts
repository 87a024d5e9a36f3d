import { toInboundMessage } from '../../../src/runtime/webhook/to-inbound-message';
import { ACCOUNT_SID, MESSAGE_SID, messageForm, NUMBER, SENDER } from '../../support/messages';

const messageOf = (changes: Parameters<typeof messageForm>[0] = {}) => toInboundMessage(new Map(messageForm(changes)));

test('a message becomes typed, without fields that Twilio does not know', () => {
  const { parameters, ...message } = messageOf({ Body: ' Hello\r\n' });

  expect(message).toStrictEqual({
    messageSid: MESSAGE_SID,
    accountSid: ACCOUNT_SID,
    from: SENDER,
    to: NUMBER,
    body: ' Hello\r\n',
    media: [],
    numSegments: 1,
    channel: 'sms',
    fromCity: 'SAN FRANCISCO',
    fromState: 'CA',
    fromZip: '94107',
    fromCountry: 'US',
    toCountry: 'US',
  });
  expect(parameters).toMatchObject({ ApiVersion: '2010-04-01', ToCity: '' });
});

test('media keep their order, and a missing one is left out', () => {
  const { media, channel } = messageOf({
    NumMedia: '3',
    MediaUrl0: 'https://api.twilio.com/0',
    MediaContentType0: 'image/png',
    MediaUrl2: 'https://api.twilio.com/2',
    MediaContentType2: '',
  });

  expect(media).toEqual([{
    url: 'https://api.twilio.com/0',
    contentType: 'image/png',
  }, { url: 'https://api.twilio.com/2', contentType: '' }]);
  expect(channel).toBe('mms');
});

test.each([
  { changes: {}, channel: 'sms' },
  { changes: { MessageSid: 'MM' + 'a'.repeat(32) }, channel: 'mms' },
  { changes: { NumMedia: '1' }, channel: 'mms' },
  { changes: { From: 'whatsapp:+15005550006' }, channel: 'whatsapp' },
  { changes: { From: 'whatsapp:+15005550006', NumMedia: '1', MessageSid: 'MM' + 'a'.repeat(32) }, channel: 'whatsapp' },
  { changes: { From: 'rcs:+15005550006' }, channel: 'rcs' },
  { changes: { From: 'messenger:1234567890' }, channel: 'messenger' },
  { changes: { From: '+15005550006', To: 'whatsapp:+15005550001' }, channel: 'whatsapp' },
  { changes: { From: 'US.13491208655302741918', To: 'whatsapp:+15005550001' }, channel: 'whatsapp' },
  { changes: { From: 'US.13491208655302741918' }, channel: 'whatsapp' },
  { changes: { From: 'BR.ENT.11815799212886844830' }, channel: 'whatsapp' },
  { changes: { From: 'whatsapp:US.13491208655302741918' }, channel: 'whatsapp' },
  { changes: { From: 'apple:urn:mbid:AQ' }, channel: 'apple' },
  { changes: { From: 'viber:01234567890A=' }, channel: 'viber' },
  { changes: { From: 'line:U4af4980629', NumMedia: '1' }, channel: 'line' },
  { changes: { From: 'instagram:17841400000000000' }, channel: 'instagram' },
  { changes: { From: 'WhatsApp:+15005550006' }, channel: 'whatsapp' },
  { changes: { From: 'channelx:1' }, channel: 'channelx' },
  { changes: { From: 'A.C. ME' }, channel: 'sms' },
  { changes: { From: 'ACME' }, channel: 'sms' },
] as const)('$changes came through $channel', ({ changes, channel }) => {
  expect(messageOf(changes).channel).toBe(channel);
});

test.each([
  { OptOutType: 'STOP', optOutType: 'STOP' },
  { OptOutType: 'START', optOutType: 'START' },
  { OptOutType: 'HELP', optOutType: 'HELP' },
  { OptOutType: 'stop', optOutType: undefined },
  { OptOutType: 'OTHER', optOutType: undefined },
  { OptOutType: '', optOutType: undefined },
  { OptOutType: undefined, optOutType: undefined },
])(
  'OptOutType $OptOutType is $optOutType', ({ OptOutType, optOutType }) => {
    expect(messageOf({ OptOutType }).optOutType).toBe(optOutType);
  });

test.each([
  { NumSegments: '1', numSegments: 1 },
  { NumSegments: '11', numSegments: 11 },
  { NumSegments: '0', numSegments: 1 },
  { NumSegments: undefined, numSegments: 1 },
])('NumSegments $NumSegments is $numSegments', ({ NumSegments, numSegments }) => {
  expect(messageOf({ NumSegments }).numSegments).toBe(numSegments);
});

test('all parameters are kept, whatever their names', () => {
  const { parameters } = toInboundMessage(new Map([
    ...messageForm(), ['__proto__', 'data'], ['constructor', 'data'], ['New', ''],
  ]));

  expect(Object.entries(parameters)).toEqual(expect.arrayContaining([
    ['__proto__', 'data'], ['constructor', 'data'], ['New', ''],
  ]));
  expect(JSON.parse(JSON.stringify({ parameters }))).toHaveProperty('parameters.Body', 'Hello');
  expect({}).not.toHaveProperty('data');
});

test('the Messaging Service and the WhatsApp name are present if Twilio sends them', () => {
  expect(messageOf({
    MessagingServiceSid: 'MG1',
    ProfileName: 'Zoë',
  })).toMatchObject({ messagingServiceSid: 'MG1', profileName: 'Zoë' });
});

test('a handler cannot change the message: it is frozen, with its attachments and parameters', () => {
  const message = messageOf({ NumMedia: '1', MediaUrl0: 'https://api.twilio.com/a', MediaContentType0: 'image/png' });

  for (const part of [message, message.media, message.media[0], message.parameters]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});
