import {
  EMBEDDED_NAMES, FIELDS, hasClosedValue, isFreeText, isHarmless, isTwilioName, STANDARD_NAMES,
} from '../../src/shared/message-parameters';

// Twilio, "Twilio's request to your webhook URL", and there the parameters of WhatsApp, RCS and status callbacks.
const FREE = [
  'AddOns', 'Address', 'Body', 'ButtonPayload', 'ButtonText', 'ChannelMetadata', 'ChannelStatusMessage',
  'ErrorMessage', 'ErrorUrl', 'FlowData', 'Label', 'ListId', 'ListTitle', 'ProfileName', 'ReferralBody', 'ReferralHeadline',
];
const OTHER_WORDS = ['Forwarded', 'From', 'Latitude', 'Longitude', 'To'];
const OTHERS = [
  'AccountSid', 'ApiVersion', 'ButtonType', 'ChannelInstallSid', 'ChannelPrefix', 'ErrorCode', 'FrequentlyForwarded',
  'FromCity', 'FromCountry', 'FromState', 'FromZip', 'MediaContentType0', 'MediaContentType10', 'MediaUrl0',
  'MediaUrl10', 'MessageSid', 'MessageStatus', 'MessageType', 'MessagingServiceSid', 'NumMedia', 'NumSegments',
  'OptOutType', 'OriginalRepliedMessageSender', 'OriginalRepliedMessageSid', 'SmsMessageSid', 'SmsSid', 'SmsStatus',
  'ToCity', 'ToCountry', 'ToState', 'ToZip', 'WaId',
];

test.each([
  ...FREE, ...OTHER_WORDS, ...OTHERS,
].map((name) => ({ name })))('$name is one of Twilio\'s names', ({ name }) => {
  expect(isTwilioName(name)).toBe(true);
  expect(isTwilioName(`x${name}`)).toBe(false);
  expect(isTwilioName(`${name}-`)).toBe(false);
});

test.each([
  '', 'body', 'MediaUrl', 'MediaUrl100', 'MediaUrlx', 'Referral', `Referral${'x'.repeat(31)}`, 'NewInTwilio',
].map((name) => ({ name })))('"$name" is not one of Twilio\'s names', ({ name }) => {
  expect(isTwilioName(name)).toBe(false);
});

test.each(FREE.map((name) => ({ name })))('$name holds free text', ({ name }) => {
  expect([isFreeText(name), isFreeText(`x${name}`), isFreeText(`${name}-`)]).toEqual([true, false, false]);
});

/** Addresses, URLs and types may have been chosen by the sender or the owner. */
const OPEN = [
  ...FREE, 'ButtonType', 'ChannelPrefix', 'From', 'MediaContentType0', 'MediaContentType10', 'MediaUrl0', 'MediaUrl10',
  'MessageType', 'OriginalRepliedMessageSender', 'To', 'NewInTwilio',
];

test.each(OPEN.map((name) => ({ name })))('$name may hold what its sender or owner chose', ({ name }) => {
  expect(hasClosedValue(name)).toBe(false);
});

test.each(
  [...OTHER_WORDS, ...OTHERS].filter((name) => !OPEN.includes(name)).map((name) => ({ name })),
)('nobody but Twilio chooses any part of $name', ({ name }) => {
  expect([hasClosedValue(name), hasClosedValue(`x${name}`), hasClosedValue(`${name}X`)]).toEqual([true, false, false]);
});

test.each([...OTHER_WORDS, ...OTHERS].map((name) => ({ name })))('$name does not hold free text', ({ name }) => {
  expect(isFreeText(name)).toBe(false);
});

const found = (text: string) => [...text.matchAll(EMBEDDED_NAMES)].map(([name]) => name);

test.each(OTHERS.map((name) => ({ name })))('$name is found in a longer text', ({ name }) => {
  expect(found(`x${name}y`)).toEqual([name]);
});

test.each(OTHER_WORDS.map((name) => ({ name })))('$name is a word and not found in a longer text', ({ name }) => {
  expect(found(`x${name}y`)).toEqual([]);
});

test.each([
  '"FromCity"', '?FromCity=', '&FromCity=',
].map((text) => ({ text })))('no name is found in $text', ({ text }) => {
  expect(found(text)).toEqual([]);
});

const HARMLESS = ['ApiVersion', 'MessageSid', 'NumMedia', 'NumSegments', 'SmsMessageSid', 'SmsSid', 'SmsStatus'];

test('only counts, versions, states and SIDs of the message may be logged', () => {
  expect([...FREE, ...OTHER_WORDS, ...OTHERS].filter((name) => isHarmless(name))).toEqual(HARMLESS);
  expect(HARMLESS.filter((name) => isHarmless(`x${name}`) || isHarmless(`${name}x`))).toEqual([]);
});

test('Twilio sends these parameters with every message', () => {
  expect(STANDARD_NAMES).toEqual(['ApiVersion', 'NumMedia', 'NumSegments', 'SmsMessageSid', 'SmsSid', 'SmsStatus']);
});

test('a field has the name of its parameter with a small first letter', () => {
  expect(FIELDS).toEqual([
    ['AccountSid', 'accountSid'], ['Body', 'body'], ['From', 'from'], ['FromCity', 'fromCity'],
    ['FromCountry', 'fromCountry'], ['FromState', 'fromState'], ['FromZip', 'fromZip'], ['MessageSid', 'messageSid'],
    ['MessagingServiceSid', 'messagingServiceSid'], ['OptOutType', 'optOutType'], ['ProfileName', 'profileName'],
    ['To', 'to'], ['ToCity', 'toCity'], ['ToCountry', 'toCountry'], ['ToState', 'toState'], ['ToZip', 'toZip'],
  ]);
});
