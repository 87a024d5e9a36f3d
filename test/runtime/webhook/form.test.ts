import fc from 'fast-check';
import { MAX_PARAMETERS, parseForm } from '../../../src/runtime/webhook/form';
import { encodeForm } from '../../support/signer';

test.each([
  { body: 'a=1&b=2', parameters: [['a', '1'], ['b', '2']] },
  { body: 'b=2&a=1&b=1', parameters: [['b', '2'], ['a', '1'], ['b', '1']] },
  { body: 'Body=+hi+%2B1+', parameters: [['Body', ' hi +1 ']] },
  { body: 'Body=%26%3D%25&From=%2B1', parameters: [['Body', '&=%'], ['From', '+1']] },
  { body: 'Body=line%0D%0Aline%0A', parameters: [['Body', 'line\r\nline\n']] },
  { body: 'Body=%F0%9F%98%80', parameters: [['Body', '\u{1F600}']] },
  { body: 'Body=%EF%BB%BFbom', parameters: [['Body', '\uFEFFbom']] },
  { body: 'Body=\u{1F600}', parameters: [['Body', '\u{1F600}']] },
  { body: 'Body=a=b', parameters: [['Body', 'a=b']] },
  { body: 'ToCity=&ToState', parameters: [['ToCity', ''], ['ToState', '']] },
  { body: '?a=1', parameters: [['?a', '1']] },
  { body: '=x', parameters: [['', 'x']] },
  { body: '__proto__=x&constructor=y', parameters: [['__proto__', 'x'], ['constructor', 'y']] },
  { body: 'Body=100%', parameters: [['Body', '100%']] },
  { body: '', parameters: [] },
  { body: '&&', parameters: [] },
])('"$body" is read in its order', ({ body, parameters }) => {
  expect(parseForm(body)).toEqual(parameters);
});

test.each([
  { name: '1,000 parameters', body: 'a=1&'.repeat(MAX_PARAMETERS - 1) + 'a=1', count: 1000 },
  { name: '1,000 parameters and a separator after the last', body: 'a=1&'.repeat(MAX_PARAMETERS), count: 1000 },
])('$name are read', ({ body, count }) => {
  expect(parseForm(body)).toHaveLength(count);
});

test.each([
  { name: '1,001 parameters', body: 'a=1&'.repeat(MAX_PARAMETERS) + 'a=1' },
  { name: '1,001 parameters without values', body: Array(MAX_PARAMETERS + 1).fill('a').join('&') },
  { name: '32,000 parameters', body: 'a&'.repeat(32_000) },
  { name: 'thousands of separators without parameters', body: '&'.repeat(60_000) },
])('$name are rejected with 413', ({ body }) => {
  expect(() => parseForm(body)).toThrow(expect.objectContaining({
    name: 'Rejection',
    status: 413,
    reason: 'too_large',
    detail: 'more than 1000 parameters',
  }));
});

test('an encoded form is read back unchanged and in order', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(fc.property(fc.array(fc.tuple(text, text)), (form) => {
    expect(parseForm(encodeForm(form))).toEqual(form);
  }));
});
