import { readWebhook } from '../../../src/runtime/webhook/read-webhook';
import { ACCOUNT_SID, AUTH_TOKEN, MESSAGE_SID, messageForm, statusCallbackForm } from '../../support/messages';
import { type Form, sign } from '../../support/signer';

const WHATSAPP = { From: 'whatsapp:+15005550006', To: 'whatsapp:+15005550001', ProfileName: 'Zoë', WaId: '15005550006', MessageType: 'text' };

describe('what Twilio sends has no flaw:', () => {
  test.each<[string, string, Form]>([
    ['a text', 'message', messageForm()],
    ['an empty text', 'message', messageForm({ Body: '' })],
    ['a text without a body', 'message', messageForm({ Body: undefined })],
    ['an MMS', 'message', messageForm({ MessageSid: 'MM' + 'a'.repeat(32), NumMedia: '2', MediaUrl0: 'https://api.twilio.com/x', MediaContentType0: 'image/png' })],
    ['ten media', 'message', messageForm({ NumMedia: '10' })],
    ['a long text', 'message', messageForm({ NumSegments: '11' })],
    ['a text without NumSegments', 'message', messageForm({ NumSegments: undefined })],
    ['a text without the legacy SIDs', 'message', messageForm({ SmsSid: undefined, SmsMessageSid: undefined })],
    ['a text without SmsStatus', 'message', messageForm({ SmsStatus: undefined })],
    ['a WhatsApp message', 'message', messageForm(WHATSAPP)],
    ['a fallback request', 'message', messageForm({ ErrorCode: '11200', ErrorUrl: 'https://example.com/sms' })],
    ['a text through a Messaging Service', 'message', messageForm({ MessagingServiceSid: 'MG' + 'a'.repeat(32), OptOutType: 'STOP' })],
    ['a name that nobody knew', 'message', [...messageForm(), ['NewInTwilio', 'x'], ['__proto__', 'y']]],
    ['a name that nobody knew, repeated', 'message', [...messageForm(), ['NewInTwilio', 'x'], ['NewInTwilio', 'y']]],
    ['a delivery', 'status_callback', statusCallbackForm()],
    ['a failure', 'status_callback', statusCallbackForm({ MessageStatus: 'undelivered', ErrorCode: '30003', ErrorMessage: 'Unreachable' })],
    ['a WhatsApp read receipt', 'status_callback', statusCallbackForm({ MessageStatus: 'read', EventType: 'READ', From: 'whatsapp:+15005550001' })],
    ['a status of a message that was received', 'status_callback', messageForm({ MessageStatus: 'read' })],
    ['a legacy status callback', 'status_callback', messageForm({ SmsStatus: 'sent' })],
    ['a probe', 'probe', [...messageForm(), ['GatewayProbe', '1']]],
  ])('%s is a %s', (_, kind, form) => {
    expect(readWebhook(form)).toMatchObject({ kind, flaw: undefined });
  });
});

describe('what Twilio would not send has a flaw, told by its name:', () => {
  test.each<[string, Form]>([
    ['AccountSid is missing', messageForm({ AccountSid: undefined })],
    ['AccountSid is not what Twilio sends', messageForm({ AccountSid: '' })],
    ['AccountSid is not what Twilio sends', messageForm({ AccountSid: ACCOUNT_SID.toUpperCase() })],
    ['AccountSid is not what Twilio sends', messageForm({ AccountSid: `${ACCOUNT_SID}\n` })],
    ['AccountSid is not what Twilio sends', messageForm({ AccountSid: `x${ACCOUNT_SID}` })],
    ['MessageSid is missing', messageForm().filter(([name]) => name !== 'MessageSid')],
    ['MessageSid is not what Twilio sends', messageForm({ MessageSid: 'CA' + 'a'.repeat(32) })],
    ['MessageSid is not what Twilio sends', messageForm({ MessageSid: MESSAGE_SID + '0' })],
    ['MessageSid is not what Twilio sends', messageForm({ MessageSid: 'x' + MESSAGE_SID })],
    ['MessageSid is not what Twilio sends', messageForm({ MessageSid: MESSAGE_SID.slice(0, -1) })],
    ['From is missing', messageForm({ From: undefined })],
    ['From is not what Twilio sends', messageForm({ From: ' ' })],
    ['To is missing', messageForm({ To: undefined })],
    ['NumMedia is missing', messageForm({ NumMedia: undefined })],
    ['NumMedia is not what Twilio sends', messageForm({ NumMedia: '' })],
    ['NumMedia is not what Twilio sends', messageForm({ NumMedia: '-1' })],
    ['NumMedia is not what Twilio sends', messageForm({ NumMedia: '1e9' })],
    ['NumMedia is not what Twilio sends', messageForm({ NumMedia: '100' })],
    ['NumSegments is not what Twilio sends', messageForm({ NumSegments: '' })],
    ['NumSegments is not what Twilio sends', messageForm({ NumSegments: '1.5' })],
    ['SmsSid differs from MessageSid', messageForm({ SmsSid: 'SM' + 'f'.repeat(32) })],
    ['SmsMessageSid differs from MessageSid', messageForm({ SmsMessageSid: '' })],
    ['From is repeated', [...messageForm(), ['From', '+15005550009']]],
    ['From is repeated', [...messageForm(), ['From', '+15005550006']]],
    ['Body is repeated', [...messageForm(), ['Body', '']]],
    ['MediaUrl0 is repeated', [...messageForm(), ['MediaUrl0', 'a'], ['MediaUrl0', 'b']]],
    ['MessageStatus is repeated', [...statusCallbackForm(), ['MessageStatus', 'sent']]],
    ['AccountSid is missing', statusCallbackForm().filter(([name]) => name !== 'AccountSid')],
    ['MessageSid is not what Twilio sends', statusCallbackForm({ MessageSid: 'x' })],
    ['AccountSid is missing', []],
  ])('%s', (flaw, form) => {
    expect(readWebhook(form).flaw).toBe(flaw);
  });
});

test('of a repeated name the first value counts', () => {
  expect(readWebhook([...messageForm(), ['x', '1'], ['x', '2']]).parameters.get('x')).toBe('1');
});

test.each(['0', 'true', '', '11'])('a GatewayProbe of %j is no probe', (value) => {
  expect(readWebhook([...messageForm(), ['GatewayProbe', value]]).kind).toBe('message');
});

test('a media-only MMS with an empty body is a message, not a status callback', () => {
  expect(readWebhook(messageForm({ Body: '', NumMedia: '1' })).kind).toBe('message');
});

test('moving a boundary so that another sender appears keeps the signature, but leaves a flaw', () => {
  const captured = messageForm({ Body: 'HiFrom+15005550001', From: '+15005550006' });
  const forged: Form = [...messageForm({ Body: 'Hi', From: '+15005550001' }), ['From', '+15005550006']];

  expect(sign(AUTH_TOKEN, 'https://example.com/sms', forged)).toBe(sign(AUTH_TOKEN, 'https://example.com/sms', captured));
  expect(readWebhook(forged).flaw).toBe('From is repeated');
});
