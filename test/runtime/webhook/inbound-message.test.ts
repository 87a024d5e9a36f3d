import { toInboundMessage } from '../../../src/runtime/webhook/inbound-message';
import { ACCOUNT_SID, MESSAGE_SID, messageForm, NUMBER, SENDER } from '../../support/messages';

const messageOf = (changes: Parameters<typeof messageForm>[0] = {}) => toInboundMessage(new Map(messageForm(changes)));

test('a text becomes a typed message; what Twilio does not know is not there', () => {
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

test('media come in their order; one that is not there is left out', () => {
  const { media, channel } = messageOf({
    NumMedia: '3', MediaUrl0: 'https://api.twilio.com/0', MediaContentType0: 'image/png', MediaUrl2: 'https://api.twilio.com/2', MediaContentType2: '',
  });

  expect(media).toEqual([{ url: 'https://api.twilio.com/0', contentType: 'image/png' }, { url: 'https://api.twilio.com/2', contentType: '' }]);
  expect(channel).toBe('mms');
});

test.each([
  [{}, 'sms'],
  [{ MessageSid: 'MM' + 'a'.repeat(32) }, 'mms'],
  [{ NumMedia: '1' }, 'mms'],
  [{ From: 'whatsapp:+15005550006' }, 'whatsapp'],
  [{ From: 'whatsapp:+15005550006', NumMedia: '1', MessageSid: 'MM' + 'a'.repeat(32) }, 'whatsapp'],
  [{ From: 'rcs:+15005550006' }, 'rcs'],
  [{ From: 'messenger:1234567890' }, 'messenger'],
  [{ From: '+15005550006', To: 'whatsapp:+15005550001' }, 'sms'],
  [{ From: 'ACME' }, 'sms'],
] as const)('%j came through %s', (changes, channel) => {
  expect(messageOf(changes).channel).toBe(channel);
});

test.each([['STOP', 'STOP'], ['START', 'START'], ['HELP', 'HELP'], ['stop', undefined], ['OTHER', undefined], ['', undefined], [undefined, undefined]])(
  'OptOutType %j is %j', (OptOutType, optOutType) => {
    expect(messageOf({ OptOutType }).optOutType).toBe(optOutType);
  });

test.each([['1', 1], ['11', 11], ['0', 1], [undefined, 1]])('NumSegments %j is %i', (NumSegments, numSegments) => {
  expect(messageOf({ NumSegments }).numSegments).toBe(numSegments);
});

test('everything that Twilio sent is there, whatever its name', () => {
  const { parameters } = toInboundMessage(new Map([...messageForm(), ['__proto__', 'data'], ['constructor', 'data'], ['New', '']]));

  expect(Object.entries(parameters)).toEqual(expect.arrayContaining([['__proto__', 'data'], ['constructor', 'data'], ['New', '']]));
  expect(JSON.parse(JSON.stringify({ parameters }))).toHaveProperty('parameters.Body', 'Hello');
  expect({}).not.toHaveProperty('data');
});

test('the Messaging Service and the name on WhatsApp are there where Twilio sends them', () => {
  expect(messageOf({ MessagingServiceSid: 'MG1', ProfileName: 'Zoë' })).toMatchObject({ messagingServiceSid: 'MG1', profileName: 'Zoë' });
});
