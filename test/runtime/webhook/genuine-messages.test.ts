import type { InboundMessage } from '../../../src/shared/reply-contract';
import { gateway, isAccepted } from '../../hostile/gateway';
import { httpApi, signed } from '../../support/events';
import { FakeClock } from '../../support/fake-store';
import { ACCOUNT_SID, MESSAGE_SID, messageForm, statusCallbackForm } from '../../support/messages';
import type { Form } from '../../support/signer';

// Requests that outsiders' reports and documentation tell of, through the whole gateway, signed as Twilio signs.

const URL = 'https://sms.example.com/sms';
const WHATSAPP = { From: 'whatsapp:+14155550100', To: 'whatsapp:+14155550111' };
const SID = 'a'.repeat(32);

const send = async (form: Form, rejectSuspicious = false) =>
  gateway({ rejectSuspicious })(httpApi({ ...signed({ url: URL, form }), receivedAt: new FakeClock().now() }));

describe('a parameter that Twilio may add is accepted by default:', () => {
  test.each<{ readonly name: string; readonly form: Form; readonly suspicious?: string }>([
    {
      name: 'a WhatsApp list item whose id has From and 4 digits',
      form: messageForm({ ...WHATSAPP, MessageType: 'interactive', ListId: 'slotFrom1000To1130', ListTitle: '10:00' }),
    },
    { name: 'the same with a date', form: messageForm({ ...WHATSAPP, ListId: 'validFrom20261201', ListTitle: 'December' }) },
    {
      name: 'a button payload with From and a number',
      form: messageForm({ ...WHATSAPP, ButtonText: 'Yes', ButtonPayload: 'replyFrom+14155550100' }),
      suspicious: 'a parameter holds another message',
    },
    {
      name: 'an add-on result that names parameters in a sentence',
      form: messageForm({ AddOns: '{"results":{"x":{"note":"fields: FromCity, ProfileName, OptOutType"}}}' }),
    },
    { name: 'a flow answer that is no JSON', form: messageForm({ ...WHATSAPP, FlowData: 'dateFrom20261201' }) },
    {
      name: 'a parameter with a dot',
      form: messageForm({ 'Media.Count': '1' }),
      suspicious: 'a parameter has an unusual name',
    },
    { name: 'a list item without any of that', form: messageForm({ ...WHATSAPP, ListId: 'slot_1000_1130' }) },
    {
      name: 'an unknown parameter with From and 4 digits',
      form: messageForm({ Slot: 'From1000To1130' }),
      suspicious: 'a parameter holds another message',
    },
    {
      name: 'an unknown parameter that names parameters in a sentence',
      form: messageForm({ Notes: 'See OptOutType and WaId' }),
      suspicious: 'OptOutType is part of another parameter',
    },
    {
      name: 'an unknown name that contains a known one',
      form: messageForm({ OriginalProfileName: 'Zoe' }),
      suspicious: 'ProfileName is part of another parameter',
    },
    {
      name: 'an unknown parameter that holds a SID with its name',
      form: messageForm({ Trace: `MessageSid${MESSAGE_SID}` }),
      suspicious: 'a parameter holds another message',
    },
    {
      name: 'a brand on RCS whose id contains a name of a parameter',
      form: messageForm({ From: 'rcs:+14155550100', To: 'rcs:ErrorCodeBot_agent' }),
      suspicious: 'ErrorCode is part of another parameter',
    },
    {
      name: 'a body that quotes a fallback request',
      form: messageForm({ Body: 'ErrorCode11200ErrorUrlhttps://a.example/' }),
      suspicious: 'a parameter holds another message',
    },
    {
      name: 'names in brackets',
      form: messageForm({ 'Contacts[0][Name]': 'Zoe', 'Contacts[0][Phone]': '+14155550100' }),
      suspicious: 'a parameter has an unusual name',
    },
    {
      name: 'a name that begins with a digit',
      form: messageForm({ '10DlcCampaignId': 'C123' }),
      suspicious: 'a parameter has an unusual name',
    },
  ])('$name', async ({ form, suspicious }) => {
    const verdict = await send(form);

    expect(isAccepted(verdict)).toBe(true);
    expect({ ...verdict.message!.parameters }).toEqual(Object.fromEntries(form));
    expect(verdict.entry.suspicious).toBe(suspicious);
    const strict = await send(form, true);
    expect(strict.entry).toMatchObject(suspicious === undefined
      ? { outcome: 'replied' }
      : { outcome: 'rejected', status: 400, reason: 'invalid_message', detail: suspicious, suspicious });
  });

  test.each<{ readonly name: string; readonly form: Form }>([
    {
      name: 'a sentence about a parameter of the message',
      form: statusCallbackForm({
        MessageStatus: 'failed',
        SmsStatus: 'failed',
        ChannelStatusMessage: 'Parameter value is not valid: MediaUrl0 could not be fetched',
      }),
    },
    {
      name: 'a sentence about standard parameters',
      form: statusCallbackForm({ ChannelStatusMessage: 'NumMedia and NumSegments do not match' }),
    },
    { name: 'an error that names one', form: statusCallbackForm({ ErrorMessage: 'Body and MediaUrl are missing' }) },
    { name: 'a parameter with a dot', form: [...statusCallbackForm(), ['Channel.Status', 'failed']] },
    { name: 'a number of another message', form: [...statusCallbackForm(), ['Original', 'From+14155550100']] },
    { name: 'the body of the message', form: [...statusCallbackForm(), ['Body', 'Your code is 12']] },
  ])('in a status callback, $name', async ({ form }) => {
    const verdict = await send(form);

    expect(verdict).toMatchObject({ status: 204, message: undefined, entry: { outcome: 'status_callback' } });
  });
});

test('proof of a repartition is rejected by default', async () => {
  const { status, entry } = await send(messageForm({ ToCity: 'FromCountryUS', FromCountry: undefined }));

  expect({ status, ...entry }).toMatchObject({
    status: 400, reason: 'invalid_message', detail: 'FromCountry is part of another parameter',
  });
  expect(entry.suspicious).toBeUndefined();
});

describe('a message is never taken for a status callback:', () => {
  test.each<{ readonly name: string; readonly form: Form }>([
    { name: 'MessageStatus=received beside SmsStatus=received', form: messageForm({ MessageStatus: 'received' }) },
    { name: 'SmsStatus=receiving', form: messageForm({ SmsStatus: 'receiving' }) },
    { name: 'MessageStatus=receiving', form: messageForm({ SmsStatus: undefined, MessageStatus: 'receiving' }) },
    { name: 'both are receiving', form: messageForm({ SmsStatus: 'receiving', MessageStatus: 'receiving' }) },
    { name: 'MessageStatus=read beside SmsStatus=received', form: messageForm({ MessageStatus: 'read' }) },
    { name: 'no status at all', form: messageForm({ SmsStatus: undefined }) },
    { name: 'a status in capital letters', form: messageForm({ SmsStatus: 'Received' }) },
    { name: 'an event type', form: messageForm({ ...WHATSAPP, EventType: 'RECEIVED' }) },
  ])('$name', async ({ form }) => {
    expect(isAccepted(await send(form))).toBe(true);
  });

  test('and one that looks like both is marked in the log', async () => {
    const { entry } = await send(messageForm({ SmsStatus: 'held' }));

    expect(entry).toMatchObject({
      outcome: 'status_callback', suspicious: 'a status callback has the parameters of a message',
    });
  });
});

describe('a default keyword opts nobody out on', () => {
  test.each<{ readonly from: string; readonly to?: string; readonly channel: InboundMessage['channel']; readonly body: string }>([
    { from: 'apple:urn:mbid:AQ', channel: 'apple', body: 'END' },
    { from: 'apple:urn:mbid:AQ+1B/cD==', channel: 'apple', body: 'STOP' },
    { from: 'viber:01234567890A=', channel: 'viber', body: 'CANCEL' },
    { from: 'line:U4af4980629', channel: 'line', body: 'QUIT' },
    { from: 'instagram:17841400000000000', channel: 'instagram', body: 'STOP' },
    { from: 'channelx:1', channel: 'channelx', body: 'END' },
    { from: 'US.13491208655302741918', channel: 'whatsapp', body: 'STOP' },
    { from: '+14155550100', to: 'whatsapp:+14155550111', channel: 'whatsapp', body: 'END' },
  ])('$channel, from $from: $body gets a reply', async ({ from, to, channel, body }) => {
    const verdict = await send(messageForm({ From: from, ...(to && { To: to }), Body: body }));

    expect(verdict.message).toMatchObject({ channel });
    expect(verdict.body).toContain(`<Message>${body}</Message>`);
  });
});

describe('a webhook of another product of Twilio is no message and no rejection:', () => {
  test.each<{ readonly name: string; readonly description: string; readonly form: Form }>([
    {
      name: 'a message of a conversation, added',
      description: 'a webhook of Conversations',
      form: [
        ['AccountSid', ACCOUNT_SID], ['EventType', 'onMessageAdded'], ['MessageSid', `IM${SID}`], ['Body', 'Hello'],
        ['ConversationSid', `CH${SID}`], ['ParticipantSid', `MB${SID}`], ['Author', '+14155550100'], ['Index', '1'],
        ['Source', 'SMS'], ['Attributes', '{}'], ['DateCreated', '2026-11-29T00:00:00Z'],
      ],
    },
    {
      name: 'a participant, with dots in the names',
      description: 'a webhook of Conversations',
      form: [
        ['AccountSid', ACCOUNT_SID], ['EventType', 'onParticipantAdded'], ['ConversationSid', `CH${SID}`],
        ['MessagingBinding.Address', '+14155550100'], ['MessagingBinding.ProxyAddress', '+14155550111'],
      ],
    },
    {
      name: 'a message before it is added',
      description: 'a webhook of Conversations',
      form: [['AccountSid', ACCOUNT_SID], ['EventType', 'onMessageAdd'], ['Body', 'NumMedia?'], ['From', '+14155550100']],
    },
    {
      name: 'a delivery receipt',
      description: 'a webhook of Conversations',
      form: [['AccountSid', ACCOUNT_SID], ['EventType', 'onDeliveryUpdated'], ['Status', 'delivered'], ['ErrorCode', '0']],
    },
    {
      name: 'a user',
      description: 'a webhook of Conversations',
      form: [['AccountSid', ACCOUNT_SID], ['EventType', 'onUserUpdated'], ['UserSid', `US${SID}`]],
    },
    {
      name: 'a click',
      description: 'a click on a shortened link',
      form: [
        ['event_type', 'click'], ['sms_sid', MESSAGE_SID], ['to', '+14155550100'], ['from', '+14155550111'],
        ['link', 'https://a.example/?From=+14155550100'], ['click_time', '2026-11-29T00:00:00Z'],
        ['messaging_service_sid', `MG${SID}`], ['account_sid', ACCOUNT_SID], ['user_agent', 'Mozilla/5.0'],
      ],
    },
    {
      name: 'a click without its type',
      description: 'a click on a shortened link',
      form: [['account_sid', ACCOUNT_SID], ['message_sid', MESSAGE_SID], ['click_time', '2026-11-29T00:00:00Z']],
    },
    {
      name: 'a click with names like those of a message',
      description: 'a click on a shortened link',
      form: [['AccountSid', ACCOUNT_SID], ['EventType', 'click'], ['SmsSid', MESSAGE_SID], ['Link', 'https://a.example/']],
    },
    {
      name: 'a click with the time only',
      description: 'a click on a shortened link',
      form: [['AccountSid', ACCOUNT_SID], ['ClickTime', '2026-11-29T00:00:00Z']],
    },
  ])('$name', async ({ description, form }) => {
    const { status, body, message, entry } = await send(form);

    expect({ status, body, message }).toEqual({ status: 200, body: '', message: undefined });
    expect(entry).toMatchObject({ level: 'INFO', outcome: 'other_webhook', message: `Not a message: ${description}` });
    expect(entry.reason).toBeUndefined();
  });

  test.each([
    { name: 'without an account', form: [['EventType', 'onMessageAdded']] as Form, status: 403, reason: 'wrong_account' },
    {
      name: 'of another account',
      form: [['event_type', 'click'], ['account_sid', `AC${SID}`]] as Form,
      status: 403,
      reason: 'wrong_account',
    },
    {
      name: 'of another account behind the right one in snake_case',
      form: [['account_sid', ACCOUNT_SID], ['AccountSid', `AC${SID}`], ['event_type', 'click']] as Form,
      status: 403,
      reason: 'wrong_account',
    },
  ])('but a request $name is rejected', async ({ form, status, reason }) => {
    expect(await send(form)).toMatchObject({ status, entry: { reason } });
  });
});
