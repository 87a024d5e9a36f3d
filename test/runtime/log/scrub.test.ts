import { inspect } from 'node:util';
import fc from 'fast-check';
import { describeError, maskAddress, maskQuery, scrub, sensitiveValues } from '../../../src/runtime/log/scrub';
import { toInboundMessage } from '../../../src/runtime/webhook/inbound-message';
import { AUTH_TOKEN, MESSAGE_SID, messageForm, NUMBER, SENDER } from '../../support/messages';

const BODY = ' My "secret" word is\nswordfish & more/less \u{1F600} ';
const hiddenOf = (changes: Parameters<typeof messageForm>[0]) => sensitiveValues(toInboundMessage(new Map(messageForm(changes))).parameters);

describe('a value is found in what somebody else wrote', () => {
  test.each<[string, (value: string) => string]>([
    ['as it is', (value) => value],
    ['in JSON', (value) => JSON.stringify({ Body: value })],
    ['in a URL', (value) => `https://example.com/?q=${encodeURIComponent(value)}`],
    ['in a form', (value) => new URLSearchParams({ Body: value }).toString()],
    ['without the blanks around it', (value) => value.trim()],
    ['in capitals', (value) => value.toUpperCase()],
    ['in small letters', (value) => value.trim().toLowerCase()],
    ['as Node.js shows objects', (value) => inspect({ body: value })],
    ['twice', (value) => `${value} and ${value}`],
  ])('%s', (_, write) => {
    const text = `Cannot parse (${write(BODY)}) of (${write(AUTH_TOKEN)})`;

    const scrubbed = scrub(text, [...hiddenOf({ Body: BODY }), AUTH_TOKEN]);

    expect(scrubbed).toMatch(/^Cannot parse /);
    expect(scrubbed).not.toMatch(/swordfish/i);
    expect(scrubbed.toLowerCase()).not.toContain(AUTH_TOKEN);
  });
});

test.each([`${SENDER} failed`, `https://example.com/?to=${encodeURIComponent(NUMBER)}`, `number ${SENDER.slice(1)}`, `tel:${NUMBER.slice(1)}`])(
  'numbers are hidden with and without their plus sign: %s', (text) => {
    const scrubbed = scrub(text, hiddenOf({}));

    expect(scrubbed).toContain('[hidden]');
    expect(scrubbed).not.toMatch(/\d{5}/);
  });

test('the digits of a WhatsApp address are hidden, too', () => {
  expect(scrub('15005550006 and whatsapp:+15005550006', hiddenOf({ From: 'whatsapp:+15005550006' }))).toBe('[hidden] and [hidden]');
});

test('what everybody may know stays, so that the cause can be found', () => {
  const text = `TypeError in message ${MESSAGE_SID}, version 2010-04-01, status received: 1 at /var/task/reply.mjs:10`;

  expect(scrub(text, hiddenOf({ Body: 'at' }))).toBe(text);
});

test('a value that holds another one is hidden as a whole', () => {
  expect(scrub('swordfish swordfish-2', ['swordfish', 'swordfish-2'])).toBe('[hidden] [hidden]');
});

test('a backslash is found however often it was escaped', () => {
  for (const text of ['a\\swordfish', 'a\\\\swordfish', 'a\\\\\\\\swordfish', 'a%5Cswordfish']) {
    expect(scrub(`(${text})`, ['a\\swordfish'])).not.toContain('swordfish');
  }
});

test('values are texts, not patterns', () => {
  expect(scrub('a.*b $& axxb', ['a.*b', '$&', '[hidden'])).toBe('[hidden] $& axxb');
  expect(() => scrub('x', ['((((', '\uD800\uD800', '[[[['])).not.toThrow();
});

test('no value of at least 4 characters is left, whatever it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 4, maxLength: 40 }), fc.string(), fc.string(), (value, before, after) => {
    fc.pre(value.trim().length >= 4 && !'[hidden]'.includes(value) && !/[[\]hide n]/.test(value));
    const text = `${before}${value}${JSON.stringify(value)}${encodeURIComponent(value)}${after}`;

    expect(scrub(text, [value])).not.toContain(value);
  }));
});

describe('an error', () => {
  test('tells what caused it, scrubbed, and not without end', () => {
    const rejected = Object.assign(new AggregateError([], ''), { code: 'ECONNREFUSED' });
    const fetchFailed = new TypeError('fetch failed', { cause: new Error(`no way to ${SENDER}`, { cause: rejected }) });
    const circle = new Error('circle');
    circle.cause = circle;

    expect(describeError(fetchFailed, [SENDER]).stack).toMatch(/^TypeError: fetch failed\n +at [^]*\nCaused by Error: no way to \[hidden\]\nCaused by AggregateError:  \(ECONNREFUSED\)$/);
    expect(describeError(circle, []).stack!.match(/Caused by/g)).toHaveLength(3);
    expect(describeError(new Error('a', { cause: 'b' }), []).stack).not.toContain('Caused by');
  });

  test('is described by name, message and stack, scrubbed', () => {
    const error = Object.assign(new RangeError(`no ${SENDER}`), { name: `Error of ${SENDER}` });

    const description = describeError(error, [SENDER]);

    expect(description).toMatchObject({ name: 'Error of [hidden]', message: 'no [hidden]' });
    expect(description.stack).toContain('scrub.test');
    expect(JSON.stringify(description)).not.toContain(SENDER);
  });

  test.each([['a text', 'canary-text', 'string'], ['undefined', undefined, 'undefined'], ['an object', { message: 'canary-text' }, 'object'], ['null', null, 'object']])(
    'that is %s is described by its type', (_, thrown, type) => {
      expect(describeError(thrown, [])).toEqual({ name: 'Error', message: expect.stringContaining(type) });
      expect(JSON.stringify(describeError(thrown, []))).not.toContain('canary-text');
    });

  test('with a strange name, message and stack is described', () => {
    const error = Object.assign(new Error(), { name: 5, message: { a: 1 }, stack: undefined });

    expect(describeError(error, [])).toEqual({ name: '5', message: '[object Object]' });
  });
});

test.each([
  ['+15005550006', '…06'], ['whatsapp:+15005550006', '…06'], ['12345', '…45'], ['123', '…'], ['ACME', '…'], ['', '…'], ['messenger:1234567890', '…90'],
])('of the address %j the log has %j', (address, masked) => {
  expect(maskAddress(address)).toBe(masked);
});

test.each([
  ['https://example.com/sms', 'https://example.com/sms'],
  ['https://example.com/sms?key=secret&b=secret2', 'https://example.com/sms?key=…&b=…'],
  ['https://example.com/sms?key=a=b', 'https://example.com/sms?key=…'],
  ['https://example.com/sms?key=', 'https://example.com/sms?key=…'],
  ['https://example.com/sms?a?b=c', 'https://example.com/sms?a?b=…'],
  ['https://example.com/sms?secret', 'https://example.com/sms?…'],
  ['https://example.com/sms?a=1&secret&b=2', 'https://example.com/sms?a=…&…&b=…'],
  ['https://user:password@example.com/sms', 'https://…@example.com/sms'],
  ['/sms?key=secret', '/sms?key=…'],
])('of the URL %s the log has %s', (url, masked) => {
  expect(maskQuery(url)).toBe(masked);
});
