import { createHmac } from 'node:crypto';
import { inboundParameters, randomSid, webhookRequest } from '../../../src/local/twilio/signed-message';

const TOKEN = '0123456789abcdef0123456789abcdef';
const text = { accountSid: randomSid('AC'), from: '+12025550123', to: '+12025550100', body: ' é & "😀"\n+ ' };

test('a message has all parameters that Twilio always sends', () => {
  const parameters = inboundParameters(text);

  expect(parameters).toEqual({
    MessageSid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
    SmsSid: parameters.MessageSid,
    SmsMessageSid: parameters.MessageSid,
    AccountSid: text.accountSid,
    From: '+12025550123',
    To: '+12025550100',
    Body: text.body,
    NumMedia: '0',
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
  });
});

test("a message is signed by Twilio's rule", () => {
  const parameters = inboundParameters(text);
  const url = 'http://127.0.0.1:4680/sms';
  const signed = url + Object.entries(parameters).sort(([a], [b]) => a < b ? -1 : 1).flat().join('');
  const request = webhookRequest(url, parameters, TOKEN);

  expect(request.headers['x-twilio-signature']).toBe(createHmac('sha1', TOKEN).update(signed).digest('base64'));
  expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual(parameters);
});
