import { inspect } from 'node:util';
import fc from 'fast-check';
import { ownError } from '../../../src/runtime/log/own-error';
import { describeError, maskAddress, maskQuery, scrub, sensitiveValues } from '../../../src/runtime/log/scrub';
import { toInboundMessage } from '../../../src/runtime/webhook/to-inbound-message';
import { AUTH_TOKEN, MESSAGE_SID, messageForm, NUMBER, SENDER } from '../../support/messages';

const BODY = ' My "secret" word is\nswordfish & more/less \u{1F600} ';
const hiddenOf = (changes: Parameters<typeof messageForm>[0]) =>
  sensitiveValues(toInboundMessage(new Map(messageForm(changes))).parameters);

describe('a value is found in an error message', () => {
  test.each<{ readonly name: string; readonly write: (value: string) => string }>([
    { name: 'itself', write: (value) => value },
    { name: 'in JSON', write: (value) => JSON.stringify({ Body: value }) },
    { name: 'in a URL', write: (value) => `https://example.com/?q=${encodeURIComponent(value)}` },
    { name: 'in a form', write: (value) => new URLSearchParams({ Body: value }).toString() },
    { name: 'without the blanks around it', write: (value) => value.trim() },
    { name: 'in capitals', write: (value) => value.toUpperCase() },
    { name: 'in small letters', write: (value) => value.trim().toLowerCase() },
    { name: 'as Node.js shows objects', write: (value) => inspect({ body: value }) },
    { name: 'twice', write: (value) => `${value} and ${value}` },
  ])('written as $name', ({ write }) => {
    const text = `Cannot parse (${write(BODY)}) of (${write(AUTH_TOKEN)})`;

    const scrubbed = scrub(text, [...hiddenOf({ Body: BODY }), AUTH_TOKEN]);

    expect(scrubbed).toMatch(/^Cannot parse /);
    expect(scrubbed).not.toMatch(/swordfish/i);
    expect(scrubbed.toLowerCase()).not.toContain(AUTH_TOKEN);
  });
});

test.each([
  `${SENDER} failed`, `https://example.com/?to=${encodeURIComponent(NUMBER)}`, `number ${SENDER.slice(1)}`,
  `tel:${NUMBER.slice(1)}`,
].map((text) => ({ text })))(
  'a number is hidden with and without its plus sign in $text', ({ text }) => {
    const scrubbed = scrub(text, hiddenOf({}));

    expect(scrubbed).toContain('[hidden]');
    expect(scrubbed).not.toMatch(/\d{5}/);
  });

test('the digits of a WhatsApp address are hidden too', () => {
  expect(scrub(
    '15005550006 and whatsapp:+15005550006',
    hiddenOf({ From: 'whatsapp:+15005550006' }),
  )).toBe('[hidden] and [hidden]');
});

test('harmless values stay, so that the cause can be found', () => {
  const text = `TypeError in message ${MESSAGE_SID}, version 2010-04-01, status received: 1 at /var/task/reply.mjs:10`;

  expect(scrub(text, hiddenOf({ FromCountry: 'at' }))).toBe(text);
});

test.each([
  '(500) 555-0006', '500-555-0006', '500.555.0006', '+1 500 555 0006', '+1 (500) 555-0006', '1 500 5550006', '555-0006',
  '001 500 555 0006', '+1\u00a0500\u00a0555\u20110006', '%2B1%20%28500%29%20555-0006', '+1+%28500%29+555-0006',
  '5 0 0 5 5 5 0 0 0 6',
].map((number) => ({ number })))('a number is hidden as people write it: $number', ({ number }) => {
  const scrubbed = scrub(`No account for ${number}.`, hiddenOf({ From: '+15005550006' }));

  expect(scrubbed).toMatch(/^No account for (00)?\[hidden\]\.$/);
});

test.each([
  { from: '+4915112345678', number: '0151 123 456 78' },
  { from: '+442079460958', number: '020 7946 0958' },
  { from: '+33123456789', number: '01 23 45 67 89' },
  { from: 'whatsapp:+5511912345678', number: '(11) 91234-5678' },
])('a number is hidden in the form of its country: $number', ({ from, number }) => {
  expect(scrub(`no ${number}`, hiddenOf({ From: from }))).toMatch(/^no (0)?\[hidden\]$/);
});

test('other numbers stay', () => {
  const text = 'Order 555-0007 of 2026-11-29 12:00, +15005550007, 5005550 and 6';

  expect(scrub(text, hiddenOf({ From: '+15005550006', To: '+15005550009' }))).toBe(text);
});

describe('a short text', () => {
  test.each([
    { body: 'yes', text: 'Unknown answer yes', scrubbed: 'Unknown answer [hidden]' },
    { body: ' Yes ', text: 'Unknown answer "YES"', scrubbed: 'Unknown answer "[hidden]"' },
    { body: '42', text: 'No order 42: 420 and 142', scrubbed: 'No order [hidden]: 420 and 142' },
    { body: 'A', text: 'No seat a in a42', scrubbed: 'No seat [hidden] in a42' },
    { body: 'né', text: 'got né, not néant', scrubbed: 'got [hidden], not néant' },
    { body: '\u{1F44D}', text: 'got (\u{1F44D})', scrubbed: 'got ([hidden])' },
    { body: '?', text: 'got ? of ?x', scrubbed: 'got [hidden] of ?x' },
    { body: 'ok', text: 'q=ok&r=%22ok%22 {"b":"\\nok"}', scrubbed: 'q=[hidden]&r=%22[hidden]%22 {"b":"\\n[hidden]"}' },
  ])('such as "$body" is hidden where it stands alone in: $text', ({ body, text, scrubbed }) => {
    expect(scrub(text, hiddenOf({ Body: body }))).toBe(scrubbed);
  });

  test('leaves the frames of a stack readable', () => {
    const frames = '\n    at reply (/var/task/reply.mjs:42:7)\n    at async at.call (/var/task/at.mjs:1:1)';

    expect(scrub(`Error: 42${frames}`, hiddenOf({ Body: '42' }))).toBe(`Error: [hidden]${frames}`);
    expect(scrub(`Error: at${frames}`, hiddenOf({ Body: 'at' }))).toBe(`Error: [hidden]${frames}`);
  });
});

test('a value that contains another value is hidden as a whole', () => {
  expect(scrub('swordfish swordfish-2', ['swordfish', 'swordfish-2'])).toBe('[hidden] [hidden]');
});

test('a backslash is found however often it was escaped', () => {
  for (const text of ['a\\swordfish', 'a\\\\swordfish', 'a\\\\\\\\swordfish', 'a%5Cswordfish']) {
    expect(scrub(`(${text})`, ['a\\swordfish'])).not.toContain('swordfish');
  }
});

test('values are not read as patterns', () => {
  expect(scrub('a.*b $& axxb', ['a.*b', '$&', '[hidden'])).toBe('[hidden] [hidden] axxb');
  expect(() => scrub('x', ['((((', '\uD800\uD800', '[[[['])).not.toThrow();
});

test('no value of at least 4 characters is left', () => {
  fc.assert(fc.property(fc.string({
    unit: 'binary',
    minLength: 4,
    maxLength: 40,
  }), fc.string(), fc.string(), (value, before, after) => {
    fc.pre(value.trim().length >= 4 && !'[hidden]'.includes(value) && !/[[\]hide n]/.test(value));
    const text = `${before}${value}${JSON.stringify(value)}${encodeURIComponent(value)}${after}`;

    expect(scrub(text, [value])).not.toContain(value);
  }));
});

describe('an error', () => {
  test('is logged with a limited number of scrubbed causes', () => {
    const rejected = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    const fetchFailed = new TypeError('fetch failed', { cause: new Error(`no way to ${SENDER}`, { cause: rejected }) });
    const circle = new Error('circle');
    circle.cause = circle;

    expect(describeError(
      fetchFailed,
      [SENDER],
    ).stack).toMatch(new RegExp([
      '^TypeError: fetch failed', ' +at [^]*', 'Caused by Error: no way to \\[hidden\\]',
      'Caused by AggregateError:  \\(ECONNREFUSED\\)$',
    ].join('\n')));
    expect(describeError(circle, []).stack!.match(/Caused by/g)).toHaveLength(3);
    expect(describeError(new Error('a', { cause: 'b' }), []).stack).not.toContain('Caused by');
  });

  test('is described by its scrubbed name, message and stack', () => {
    const error = Object.assign(new RangeError(`no ${SENDER}`), { name: `Error of ${SENDER}` });

    const description = describeError(error, [SENDER]);

    expect(description).toMatchObject({ name: 'Error of [hidden]', message: 'no [hidden]' });
    expect(description.stack).toContain('scrub.test');
    expect(JSON.stringify(description)).not.toContain(SENDER);
  });

  test('of ours keeps its sentence, whose words tell nothing, and hides what somebody else wrote in it', () => {
    const error = ownError(new RangeError('The queue said no to +15005550006: no'), 'no to +15005550006', 'no');

    const { name, message, stack } = describeError(error, ['queue', 'said', 'RangeError', '+15005550006', 'no']);

    expect(name).toBe('RangeError');
    expect(message).toBe('The queue said [hidden] to [hidden]: [hidden]');
    expect(stack).toMatch(/^RangeError: The queue said \[hidden\] to \[hidden\]: \[hidden\]\n +at .*scrub\.test/);
  });

  test('of ours has the scrubbed causes in its stack, and needs no stack', () => {
    const error = ownError(new Error('It failed', { cause: new Error(`no way to ${SENDER}`) }));
    expect(describeError(error, [SENDER]).stack).toMatch(/\nCaused by Error: no way to \[hidden\]$/);

    error.stack = undefined;
    expect(describeError(error, [SENDER]).stack).toBe('Error: It failed\nCaused by Error: no way to [hidden]');
  });

  test.each([
    { name: 'a text', thrown: 'canary-text', type: 'string' },
    { name: 'undefined', thrown: undefined, type: 'undefined' },
    { name: 'an object', thrown: { message: 'canary-text' }, type: 'object' },
    { name: 'null', thrown: null, type: 'object' },
  ])(
    'that is $name is described by its type', ({ thrown, type }) => {
      expect(describeError(thrown, [])).toEqual({ name: 'Error', message: expect.stringContaining(type) });
      expect(JSON.stringify(describeError(thrown, []))).not.toContain('canary-text');
    });

  test('is described even if its name, message and stack are strange', () => {
    const error = Object.assign(new Error(), { name: 5, message: { a: 1 }, stack: undefined });

    expect(describeError(error, [])).toEqual({ name: '5', message: '[object Object]' });
  });
});

test.each([
  { address: '+15005550006', masked: '…06' },
  { address: 'whatsapp:+15005550006', masked: '…06' },
  { address: '12345', masked: '…45' },
  { address: '123', masked: '…' },
  { address: 'ACME', masked: '…' },
  { address: '', masked: '…' },
  { address: 'messenger:1234567890', masked: '…90' },
])('the address "$address" is logged as "$masked"', ({ address, masked }) => {
  expect(maskAddress(address)).toBe(masked);
});

test.each([
  { url: 'https://example.com/sms', masked: 'https://example.com/sms' },
  { url: 'https://example.com/sms?key=secret&b=secret2', masked: 'https://example.com/sms?key=…&b=…' },
  { url: 'https://example.com/sms?key=a=b', masked: 'https://example.com/sms?key=…' },
  { url: 'https://example.com/sms?key=', masked: 'https://example.com/sms?key=…' },
  { url: 'https://example.com/sms?a?b=c', masked: 'https://example.com/sms?a?b=…' },
  { url: 'https://example.com/sms?secret', masked: 'https://example.com/sms?…' },
  { url: 'https://example.com/sms?a=1&secret&b=2', masked: 'https://example.com/sms?a=…&…&b=…' },
  { url: 'https://user:password@example.com/sms', masked: 'https://…@example.com/sms' },
  { url: '/sms?key=secret', masked: '/sms?key=…' },
])('the URL $url is logged as $masked', ({ url, masked }) => {
  expect(maskQuery(url)).toBe(masked);
});

test("values of a message are shown on their author's own machine only", () => {
  const parameters = { Body: 'a secret order', From: '+12025550123' };
  expect(sensitiveValues(parameters)).toContain('a secret order');

  process.env.TWILIO_GATEWAY_SHOW_VALUES = 'true';
  try {
    expect(sensitiveValues(parameters)).toEqual([]);
  } finally {
    delete process.env.TWILIO_GATEWAY_SHOW_VALUES;
  }
});
