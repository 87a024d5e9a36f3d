import * as fc from 'fast-check';
import { shown } from '../../../../src/local/page/model/attachment';
import { counterOf } from '../../../../src/local/page/model/counter';
import { count, duration, phoneNumber } from '../../../../src/local/page/model/format';
import { signatureBase } from '../../../../src/local/page/model/signature-base';
import { timeSplit } from '../../../../src/local/page/model/timing';
import { indentXml, xmlTokens } from '../../../../src/local/page/model/xml-tokens';
import { canonicalParameters } from '../../../../src/runtime/webhook/signature';
import { exchangeView } from '../../exchange-fixture';

const ORIGIN = 'http://127.0.0.1:4680';
const MEDIA = `/media/ME${'0'.repeat(32)}`;

test.each([
  { url: `${ORIGIN}${MEDIA}`, contentType: 'image/png', expected: { kind: 'image', src: MEDIA } },
  { url: `${ORIGIN}${MEDIA}`, contentType: 'text/html', expected: { kind: 'link', href: MEDIA, text: 'text/html' } },
  {
    url: `http://127.0.0.1:1${MEDIA}`,
    contentType: 'image/png',
    expected: { kind: 'link', href: `http://127.0.0.1:1${MEDIA}`, text: expect.stringContaining('127.0.0.1:1') },
  },
  {
    url: 'https://example.com/a/owl.png?x=1',
    contentType: undefined,
    expected: { kind: 'link', href: 'https://example.com/a/owl.png?x=1', text: 'owl.png (example.com)' },
  },
  { url: 'javascript:alert(1)', contentType: undefined, expected: { kind: 'text', text: 'javascript:alert(1)' } },
  {
    url: 'data:text/html,<script>',
    contentType: undefined,
    expected: { kind: 'text', text: 'data:text/html,<script>' },
  },
  { url: 'no url', contentType: undefined, expected: { kind: 'text', text: 'no url' } },
])('the attachment $url ($contentType) is shown in a safe way', ({ url, contentType, expected }) => {
  expect(shown({ url, contentType }, ORIGIN)).toEqual(expected);
});

test.each([
  { body: 'hi', channel: 'sms', expected: { encoding: 'GSM-7', text: '2/160 · 1 segment', isTooLong: false } },
  { body: '😀', channel: 'sms', expected: { encoding: 'UCS-2', text: '2/70 · 1 segment', isTooLong: false } },
  {
    body: 'x'.repeat(200),
    channel: 'sms',
    expected: { encoding: 'GSM-7', text: '200/306 · 2 segments', isTooLong: false },
  },
  { body: 'hi', channel: 'whatsapp', expected: { text: '2/1600', isTooLong: false } },
  { body: 'x'.repeat(1602), channel: 'mms', expected: { text: '2 too many: Twilio takes 1600', isTooLong: true } },
] as const)('the counter of $body as $channel shows its size', ({ body, channel, expected }) => {
  expect(counterOf(body, channel)).toEqual(expected);
});

test("the time is split into the gateway's figures and the remainder", () => {
  expect(
    timeSplit(
      exchangeView({ delayMs: 2000, answer: { status: 200, contentType: '', body: '', milliseconds: 2010 } }),
    ).map(({ kind, milliseconds }) => [kind, milliseconds]),
  ).toEqual([
    ['delay', 2000],
    ['start', 7],
    ['verification', 2],
    ['handler', 1],
  ]);
  expect(timeSplit(exchangeView({ verdict: undefined })).map(({ label }) => label)).toEqual(['Function']);
  expect(
    timeSplit(exchangeView({ verdict: { outcome: 'rejected', durationMs: 2, coldStart: true } })).map(
      ({ label }) => label,
    ),
  ).toEqual(['Start of the function', 'Verification']);
  expect(timeSplit(exchangeView({ answer: undefined }))).toEqual([]);
});

test('coloured XML keeps every character', () => {
  const kinds = xmlTokens('<?xml version="1.0"?><Response a="b&quot;"><Body>x &lt; y</Body></Response>').map(
    ({ kind, text }) => `${kind} ${text}`,
  );

  expect(kinds).toEqual(
    expect.arrayContaining([
      'comment <?xml version="1.0"?>',
      'name Response',
      'attribute a',
      'value "b&quot;"',
      'text x &lt; y',
      'name Body',
    ]),
  );
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
    const xml = `<a ${a}>${b}`;
    expect(xmlTokens(xml).map(({ text }) => text).join('')).toBe(xml);
  }));
});

test('only XML without text between its elements is indented', () => {
  expect(indentXml('<Response><Message><Body> a\n b</Body></Message><Message/></Response>'))
    .toBe('<Response>\n  <Message>\n    <Body> a\n b</Body>\n  </Message>\n  <Message/>\n</Response>');
});

test('names and values are marked in the signed text, which keeps every character', () => {
  const parameters = [['To', 'x'], ['Body', 'hi'], ['T', 'ox'], ['Empty', '']] as const;
  const parts = signatureBase('http://a/', canonicalParameters(parameters), parameters);

  expect(parts.map(({ text }) => text)).toEqual(['http://a/', 'Body', 'hi', 'Empty', 'T', 'ox', 'To', 'x']);
  fc.assert(fc.property(fc.array(fc.tuple(fc.string(), fc.string())), (pairs) => {
    const signed = canonicalParameters(pairs);
    expect(signatureBase('u', signed, pairs).map(({ text }) => text).join('')).toBe(`u${signed}`);
  }));
});

test('numbers are formatted for people', () => {
  expect([
    duration(8.4),
    duration(13_100),
    count(1, 'segment'),
    count(0, 'segment'),
    phoneNumber('+12025550123'),
    phoneNumber('+49151'),
  ]).toEqual(['8 ms', '13.1 s', '1 segment', '0 segments', '+1 202 555 0123', '+49151']);
});
