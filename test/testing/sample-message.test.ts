import { inboundMessage } from '../../src/testing';

test('values that are not given are made up', () => {
  const message = inboundMessage();

  expect(message).toMatchObject({
    from: '+15005550006',
    to: '+15005550001',
    body: '',
    media: [],
    numSegments: 1,
    channel: 'sms',
  });
  expect(message.messageSid).toMatch(/^SM[0-9a-f]{32}$/);
  expect(message.accountSid).toMatch(/^AC[0-9a-f]{32}$/);
  expect(inboundMessage().messageSid).not.toBe(message.messageSid);
});

test('a message is made from its body or its fields', () => {
  expect(inboundMessage('Hello')).toMatchObject({ body: 'Hello', parameters: { Body: 'Hello', NumMedia: '0' } });
  const fields = {
    messageSid: `SM${'1'.repeat(32)}`,
    accountSid: `AC${'2'.repeat(32)}`,
    messagingServiceSid: `MG${'3'.repeat(32)}`,
    from: '+4915700000001',
    to: '+4915700000002',
    body: 'Hello',
    numSegments: 3,
    optOutType: 'HELP' as const,
    fromCity: 'Berlin',
    fromState: 'BE',
    fromZip: '10115',
    fromCountry: 'DE',
    toCity: 'Hamburg',
    toState: 'HH',
    toZip: '20095',
    toCountry: 'DE',
    profileName: 'Ada',
  };

  expect(inboundMessage(fields)).toMatchObject(fields);
});

test('a message with media is an MMS', () => {
  const media = [
    { url: 'https://api.twilio.com/a', contentType: 'image/png' },
    { url: 'https://api.twilio.com/b', contentType: 'image/gif' },
  ];

  expect(inboundMessage({ media })).toMatchObject({
    channel: 'mms',
    media,
    messageSid: expect.stringMatching(/^MM/),
    parameters: { NumMedia: '2', MediaUrl1: media[1].url },
  });
  expect(inboundMessage({ channel: 'mms' })).toMatchObject({ channel: 'mms', media: [] });
});

test.each(([
  'whatsapp', 'rcs', 'messenger',
] as const).map((channel) => ({ channel })))('addresses of $channel have its prefix', ({ channel }) => {
  expect(inboundMessage({ channel })).toMatchObject({
    channel,
    from: `${channel}:+15005550006`,
    to: `${channel}:+15005550001`,
  });
  expect(inboundMessage({ channel, from: `${channel}:123` })).toMatchObject({ channel, from: `${channel}:123` });
});

test('parameters without a field are kept, and fields override them', () => {
  expect(inboundMessage({ body: 'Yes', parameters: { ButtonPayload: 'yes', Body: 'No' } })).toMatchObject({
    body: 'Yes', parameters: { ButtonPayload: 'yes', Body: 'Yes' },
  });
});

test('a message can be made from another', () => {
  const message = inboundMessage({
    body: 'Hello',
    media: [{ url: 'https://api.twilio.com/a', contentType: 'image/png' }],
  });

  expect(inboundMessage(message)).toEqual(message);
  const without = inboundMessage({ ...message, media: [] });
  expect(without.media).toEqual([]);
  expect(without.parameters).not.toHaveProperty('MediaUrl0');
});

test('segments are counted as Twilio counts', () => {
  expect(inboundMessage('x'.repeat(161)).numSegments).toBe(2);
  expect(inboundMessage('\u{1F600}'.repeat(36)).numSegments).toBe(2);
});
