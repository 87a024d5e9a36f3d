import { echo } from '../../../src/runtime/reply/echo';
import { toInboundMessage } from '../../../src/runtime/webhook/to-inbound-message';
import { messageForm } from '../../support/messages';

const echoOf = (changes: Parameters<typeof messageForm>[0]) => echo(toInboundMessage(new Map(messageForm(changes))));
const MEDIA = { NumMedia: '2', MediaUrl0: 'https://api.twilio.com/0', MediaUrl1: 'https://api.twilio.com/1' };

test.each([
  'Hello', '  blanks  ', '"quotes" \'n\' <tags> & more', 'line\r\nline\n', '\u{1F600}', ' ',
].map((Body) => ({ Body })))('the body "$Body" comes back unchanged', ({ Body }) => {
  expect(echoOf({ Body })).toEqual({ body: Body });
});

test('the media of an MMS come back, with a body and without', () => {
  expect(echoOf({ ...MEDIA, Body: 'Look' })).toEqual({ body: 'Look', media: [MEDIA.MediaUrl0, MEDIA.MediaUrl1] });
  expect(echoOf({ ...MEDIA, Body: '' })).toEqual({ media: [MEDIA.MediaUrl0, MEDIA.MediaUrl1] });
});

test('an empty message gets no reply', () => {
  expect(echoOf({ Body: '' })).toBeUndefined();
});
