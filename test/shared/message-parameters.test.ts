import { EMBEDDED_NAMES, isFreeText, isTwilioName } from '../../src/shared/message-parameters';

// Twilio, "Twilio's request to your webhook URL", and there the parameters of WhatsApp, RCS and status callbacks.
const FREE = ['Address', 'Body', 'ButtonPayload', 'ButtonText', 'ChannelMetadata', 'ErrorMessage', 'ErrorUrl', 'Label', 'ProfileName', 'ReferralBody', 'ReferralHeadline'];
const OTHER_WORDS = ['Forwarded', 'From', 'Latitude', 'Longitude', 'To'];
const OTHERS = [
  'AccountSid', 'ApiVersion', 'ButtonType', 'ChannelInstallSid', 'ChannelPrefix', 'ErrorCode', 'FrequentlyForwarded', 'FromCity', 'FromCountry', 'FromState', 'FromZip',
  'MediaContentType0', 'MediaContentType10', 'MediaUrl0', 'MediaUrl10', 'MessageSid', 'MessageStatus', 'MessageType', 'MessagingServiceSid', 'NumMedia', 'NumSegments',
  'OptOutType', 'OriginalRepliedMessageSender', 'OriginalRepliedMessageSid', 'SmsMessageSid', 'SmsSid', 'SmsStatus', 'ToCity', 'ToCountry', 'ToState', 'ToZip', 'WaId',
];

test.each([...FREE, ...OTHER_WORDS, ...OTHERS])('%s is a name of Twilio\'s', (name) => {
  expect(isTwilioName(name)).toBe(true);
  expect(isTwilioName(`x${name}`)).toBe(false);
  expect(isTwilioName(`${name}-`)).toBe(false);
});

test.each(['', 'body', 'MediaUrl', 'MediaUrl100', 'MediaUrlx', 'Referral', `Referral${'x'.repeat(31)}`, 'NewInTwilio'])('%j is none', (name) => {
  expect(isTwilioName(name)).toBe(false);
});

test.each(FREE)('%s may hold any text', (name) => {
  expect([isFreeText(name), isFreeText(`x${name}`), isFreeText(`${name}-`)]).toEqual([true, false, false]);
});

test.each([...OTHER_WORDS, ...OTHERS])('%s may not', (name) => {
  expect(isFreeText(name)).toBe(false);
});

const found = (text: string) => [...text.matchAll(EMBEDDED_NAMES)].map(([name]) => name);

test.each(OTHERS)('%s is found in a text', (name) => {
  expect(found(`x${name}y`)).toEqual([name]);
});

test.each(OTHER_WORDS)('%s is not: it is a word', (name) => {
  expect(found(`x${name}y`)).toEqual([]);
});

test.each(['"FromCity"', '?FromCity=', '&FromCity='])('%s is no name of a parameter here', (text) => {
  expect(found(text)).toEqual([]);
});
