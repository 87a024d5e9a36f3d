import MessagingResponse from 'twilio/lib/twiml/MessagingResponse';
import { parseTwiml } from '../../../src/local/twilio/read-twiml';

test.each([
  { text: 'plain' },
  { text: '  blanks  ' },
  { text: 'a\nb\r\nc\rd\t' },
  { text: '<b>&amp; "quoted" \'s' },
  { text: '007' },
  { text: '1e3' },
  { text: 'true' },
  { text: ' ' },
  { text: '😀 é' },
  { text: '&#xD; &lt;' },
  { text: ']]>' },
  { text: '__proto__' },
  { text: '&lt;'.repeat(400) },
])('the body $text is read exactly', ({ text }) => {
  const response = new MessagingResponse();
  response.message(text);

  expect(parseTwiml(response.toString())).toEqual([{ body: text, media: [] }]);
});

test('several messages are read with their media, in order', () => {
  const response = new MessagingResponse();
  response.message('one');
  const two = response.message({ to: '+12025550123' }, '');
  two.body('two');
  two.media('https://example.com/a?b=1&c=2');
  two.media('https://example.com/d');

  expect(parseTwiml(response.toString())).toEqual([
    { body: 'one', media: [] },
    { body: 'two', media: ['https://example.com/a?b=1&c=2', 'https://example.com/d'] },
  ]);
});

test('TwiML by hand with CDATA and other elements is read', () => {
  const twiml =
    '<Response><!-- a --><Redirect>/b</Redirect><Message action="/c">d &amp; <![CDATA[<e>]]><Media>f</Media> &#128512;</Message></Response>';

  expect(parseTwiml(twiml)).toEqual([{ body: 'd & <e> 😀', media: ['f'] }]);
});

test.each([
  { twiml: '<Response/>' },
  { twiml: '<Response></Response>' },
  { twiml: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
])('$twiml sends nothing', ({ twiml }) => {
  expect(parseTwiml(twiml)).toEqual([]);
});

test.each([
  { twiml: '' },
  { twiml: 'hello' },
  { twiml: '<Response>' },
  { twiml: '<Other/>' },
  { twiml: '<Response><Message>a</Response>' },
  { twiml: '<Response/><Response/>' },
  { twiml: '<Response><Message>a & b</Message></Response>' },
  { twiml: '<Response><Message>&nbsp;</Message></Response>' },
])('$twiml is not TwiML', ({ twiml }) => {
  expect(() => parseTwiml(twiml)).toThrow();
});
