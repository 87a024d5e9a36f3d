import { readWebhook } from '../../../src/runtime/webhook/read-webhook';
import { ACCOUNT_SID, AUTH_TOKEN, MESSAGE_SID, messageForm, statusCallbackForm } from '../../support/messages';
import { type Form, sign } from '../../support/signer';

const WHATSAPP = {
  From: 'whatsapp:+15005550006',
  To: 'whatsapp:+15005550001',
  ProfileName: 'Zoë',
  WaId: '15005550006',
  MessageType: 'text',
};

describe('a webhook from Twilio has no flaw', () => {
  test.each<{ readonly name: string; readonly kind: string; readonly form: Form }>([
    { name: 'a text', kind: 'message', form: messageForm() },
    { name: 'an empty text', kind: 'message', form: messageForm({ Body: '' }) },
    { name: 'a text without a body', kind: 'message', form: messageForm({ Body: undefined }) },
    {
      name: 'an MMS',
      kind: 'message',
      form: messageForm({
        MessageSid: 'MM' + 'a'.repeat(32),
        NumMedia: '2',
        MediaUrl0: 'https://api.twilio.com/x',
        MediaContentType0: 'image/png',
      }),
    },
    { name: 'ten media', kind: 'message', form: messageForm({ NumMedia: '10' }) },
    { name: 'a long text', kind: 'message', form: messageForm({ NumSegments: '11' }) },
    { name: 'a text without NumSegments', kind: 'message', form: messageForm({ NumSegments: undefined }) },
    {
      name: 'a text without the legacy SIDs',
      kind: 'message',
      form: messageForm({ SmsSid: undefined, SmsMessageSid: undefined }),
    },
    { name: 'a text without SmsStatus', kind: 'message', form: messageForm({ SmsStatus: undefined }) },
    { name: 'a WhatsApp message', kind: 'message', form: messageForm(WHATSAPP) },
    {
      name: 'a fallback request',
      kind: 'message',
      form: messageForm({ ErrorCode: '11200', ErrorUrl: 'https://example.com/sms' }),
    },
    {
      name: 'a text through a Messaging Service',
      kind: 'message',
      form: messageForm({ MessagingServiceSid: 'MG' + 'a'.repeat(32), OptOutType: 'STOP' }),
    },
    {
      name: 'a name that nobody knew',
      kind: 'message',
      form: [...messageForm(), ['NewInTwilio', 'x'], ['__proto__', 'y']],
    },
    {
      name: 'a name that nobody knew, repeated',
      kind: 'message',
      form: [...messageForm(), ['NewInTwilio', 'x'], ['NewInTwilio', 'y']],
    },
    { name: 'a delivery', kind: 'status_callback', form: statusCallbackForm() },
    {
      name: 'a failure',
      kind: 'status_callback',
      form: statusCallbackForm({ MessageStatus: 'undelivered', ErrorCode: '30003', ErrorMessage: 'Unreachable' }),
    },
    {
      name: 'a WhatsApp read receipt',
      kind: 'status_callback',
      form: statusCallbackForm({ MessageStatus: 'read', EventType: 'READ', From: 'whatsapp:+15005550001' }),
    },
    { name: 'a message with both statuses', kind: 'message', form: messageForm({ MessageStatus: 'received' }) },
    { name: 'a message that is not yet complete', kind: 'message', form: messageForm({ SmsStatus: 'receiving' }) },
    {
      name: 'a message with one status, by its new name',
      kind: 'message',
      form: messageForm({ SmsStatus: undefined, MessageStatus: 'received' }),
    },
    {
      name: 'a message with its status in capital letters',
      kind: 'message',
      form: messageForm({ SmsStatus: 'RECEIVED', MessageStatus: 'RECEIVED' }),
    },
    { name: 'a message that was read', kind: 'message', form: messageForm({ MessageStatus: 'read' }) },
    {
      name: 'a status callback with one status',
      kind: 'status_callback',
      form: statusCallbackForm().filter(([name]) => name !== 'SmsStatus'),
    },
    {
      name: 'a webhook of Conversations',
      kind: 'other_webhook',
      form: [
        ['AccountSid', ACCOUNT_SID], ['EventType', 'onMessageAdded'], ['MessageSid', 'IM' + 'a'.repeat(32)],
        ['ConversationSid', 'CH' + 'a'.repeat(32)], ['MessagingBinding.Address', '+15005550006'], ['Body', 'Hi'],
      ],
    },
    {
      name: 'a click on a shortened link',
      kind: 'other_webhook',
      form: [['account_sid', ACCOUNT_SID], ['event_type', 'click'], ['sms_sid', MESSAGE_SID], ['link', 'https://a.example/']],
    },
    {
      name: 'a message with a parameter of Conversations',
      kind: 'message',
      form: messageForm({ EventType: 'onMessageAdded', ClickTime: '2026-11-29', event_type: 'click' }),
    },
    { name: 'a legacy status callback', kind: 'status_callback', form: messageForm({ SmsStatus: 'sent' }) },
    { name: 'a probe', kind: 'probe', form: [...messageForm(), ['GatewayProbe', '1']] },
  ])('and $name is a $kind', ({ kind, form }) => {
    expect(readWebhook(form)).toMatchObject({ kind, flaw: undefined });
  });
});

describe('a webhook that Twilio would not send has the flaw', () => {
  test.each<{ readonly flaw: string; readonly form: Form }>([
    { flaw: 'AccountSid is missing', form: messageForm({ AccountSid: undefined }) },
    { flaw: 'AccountSid is not what Twilio sends', form: messageForm({ AccountSid: '' }) },
    { flaw: 'AccountSid is not what Twilio sends', form: messageForm({ AccountSid: ACCOUNT_SID.toUpperCase() }) },
    { flaw: 'AccountSid is not what Twilio sends', form: messageForm({ AccountSid: `${ACCOUNT_SID}\n` }) },
    { flaw: 'AccountSid is not what Twilio sends', form: messageForm({ AccountSid: `x${ACCOUNT_SID}` }) },
    { flaw: 'MessageSid is missing', form: messageForm().filter(([name]) => name !== 'MessageSid') },
    { flaw: 'MessageSid is not what Twilio sends', form: messageForm({ MessageSid: 'CA' + 'a'.repeat(32) }) },
    { flaw: 'MessageSid is not what Twilio sends', form: messageForm({ MessageSid: MESSAGE_SID + '0' }) },
    { flaw: 'MessageSid is not what Twilio sends', form: messageForm({ MessageSid: 'x' + MESSAGE_SID }) },
    { flaw: 'MessageSid is not what Twilio sends', form: messageForm({ MessageSid: MESSAGE_SID.slice(0, -1) }) },
    { flaw: 'From is missing', form: messageForm({ From: undefined }) },
    { flaw: 'From is not what Twilio sends', form: messageForm({ From: ' ' }) },
    { flaw: 'To is missing', form: messageForm({ To: undefined }) },
    { flaw: 'NumMedia is missing', form: messageForm({ NumMedia: undefined }) },
    { flaw: 'NumMedia is not what Twilio sends', form: messageForm({ NumMedia: '' }) },
    { flaw: 'NumMedia is not what Twilio sends', form: messageForm({ NumMedia: '-1' }) },
    { flaw: 'NumMedia is not what Twilio sends', form: messageForm({ NumMedia: '1e9' }) },
    { flaw: 'NumMedia is not what Twilio sends', form: messageForm({ NumMedia: '100' }) },
    { flaw: 'NumSegments is not what Twilio sends', form: messageForm({ NumSegments: '' }) },
    { flaw: 'NumSegments is not what Twilio sends', form: messageForm({ NumSegments: '1.5' }) },
    { flaw: 'SmsSid differs from MessageSid', form: messageForm({ SmsSid: 'SM' + 'f'.repeat(32) }) },
    { flaw: 'SmsMessageSid differs from MessageSid', form: messageForm({ SmsMessageSid: '' }) },
    { flaw: 'From is repeated', form: [...messageForm(), ['From', '+15005550009']] },
    { flaw: 'From is repeated', form: [...messageForm(), ['From', '+15005550006']] },
    { flaw: 'Body is repeated', form: [...messageForm(), ['Body', '']] },
    { flaw: 'MediaUrl0 is repeated', form: [...messageForm(), ['MediaUrl0', 'a'], ['MediaUrl0', 'b']] },
    { flaw: 'MessageStatus is repeated', form: [...statusCallbackForm(), ['MessageStatus', 'sent']] },
    { flaw: 'AccountSid is missing', form: statusCallbackForm().filter(([name]) => name !== 'AccountSid') },
    { flaw: 'MessageSid is not what Twilio sends', form: statusCallbackForm({ MessageSid: 'x' }) },
    { flaw: 'AccountSid is missing', form: [] },
    { flaw: 'AccountSid is not what Twilio sends', form: [['EventType', 'onMessageAdded']] },
    { flaw: 'AccountSid is not what Twilio sends', form: [['account_sid', 'AC1'], ['click_time', '2026-11-29']] },
    { flaw: 'MessageSid is missing', form: [['AccountSid', ACCOUNT_SID], ['EventType', 'READ']] },
    { flaw: 'MessageSid is missing', form: [['AccountSid', ACCOUNT_SID], ['EventType', 'onMessage=']] },
  ])('$flaw', ({ flaw, form }) => {
    expect(readWebhook(form).flaw).toBe(flaw);
  });
});

test('the first value of a repeated name counts', () => {
  expect(readWebhook([...messageForm(), ['x', '1'], ['x', '2']]).parameters.get('x')).toBe('1');
});

test.each([
  '0', 'true', '', '11',
].map((value) => ({ value })))('a GatewayProbe of "$value" is not a probe', ({ value }) => {
  expect(readWebhook([...messageForm(), ['GatewayProbe', value]]).kind).toBe('message');
});

test('a media-only MMS with an empty body is a message, not a status callback', () => {
  expect(readWebhook(messageForm({ Body: '', NumMedia: '1' })).kind).toBe('message');
});

test('a moved boundary that forges a sender keeps the signature but leaves a flaw', () => {
  const captured = messageForm({ Body: 'HiFrom+15005550001', From: '+15005550006' });
  const forged: Form = [...messageForm({ Body: 'Hi', From: '+15005550001' }), ['From', '+15005550006']];

  expect(sign(AUTH_TOKEN, 'https://example.com/sms', forged)).toBe(sign(
    AUTH_TOKEN,
    'https://example.com/sms',
    captured,
  ));
  expect(readWebhook(forged).flaw).toBe('From is repeated');
});
