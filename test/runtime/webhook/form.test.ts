import fc from 'fast-check';
import { MAX_PARAMETERS, parseForm } from '../../../src/runtime/webhook/form';
import { encodeForm } from '../../support/signer';

test.each([
  ['a=1&b=2', [['a', '1'], ['b', '2']]],
  ['b=2&a=1&b=1', [['b', '2'], ['a', '1'], ['b', '1']]],
  ['Body=+hi+%2B1+', [['Body', ' hi +1 ']]],
  ['Body=%26%3D%25&From=%2B1', [['Body', '&=%'], ['From', '+1']]],
  ['Body=line%0D%0Aline%0A', [['Body', 'line\r\nline\n']]],
  ['Body=%F0%9F%98%80', [['Body', '\u{1F600}']]],
  ['Body=%EF%BB%BFbom', [['Body', '\uFEFFbom']]],
  ['Body=\u{1F600}', [['Body', '\u{1F600}']]],
  ['Body=a=b', [['Body', 'a=b']]],
  ['ToCity=&ToState', [['ToCity', ''], ['ToState', '']]],
  ['?a=1', [['?a', '1']]],
  ['=x', [['', 'x']]],
  ['__proto__=x&constructor=y', [['__proto__', 'x'], ['constructor', 'y']]],
  ['Body=100%', [['Body', '100%']]],
  ['', []],
  ['&&', []],
])('%j is read in its order', (body, parameters) => {
  expect(parseForm(body)).toEqual(parameters);
});

test.each([
  ['1,000 parameters', 'a=1&'.repeat(MAX_PARAMETERS - 1) + 'a=1', 1000],
  ['1,000 parameters and a separator after the last', 'a=1&'.repeat(MAX_PARAMETERS), 1000],
])('%s are read', (_, body, count) => {
  expect(parseForm(body)).toHaveLength(count);
});

test.each([
  ['1,001 parameters', 'a=1&'.repeat(MAX_PARAMETERS) + 'a=1'],
  ['1,001 parameters without values', Array(MAX_PARAMETERS + 1).fill('a').join('&')],
  ['32,000 parameters', 'a&'.repeat(32_000)],
  ['thousands of separators without parameters', '&'.repeat(60_000)],
])('%s are rejected with 413', (_, body) => {
  expect(() => parseForm(body)).toThrow(expect.objectContaining({ name: 'Rejection', status: 413, reason: 'too_large', detail: 'more than 1000 parameters' }));
});

test('what was encoded comes back exactly, in order', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(fc.property(fc.array(fc.tuple(text, text)), (form) => {
    expect(parseForm(encodeForm(form))).toEqual(form);
  }));
});
