import * as fc from 'fast-check';
import { toJson } from '../../../src/runtime/targets/message-json';
import { inboundMessage } from '../../../src/testing/sample-message';

test('any text is unchanged after a round trip, in characters that Amazon SQS accepts', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (body) => {
    const json = toJson(inboundMessage({ body }));

    expect(JSON.parse(json).body).toBe(body);
    expect(json).toMatch(/^[\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
  }));
});

test.each(['\uFFFE', '\uFFFF', '\uD800', '__proto__'].map((body) => ({ body })))('"$body" is unchanged after a round trip', ({ body }) => {
  expect(JSON.parse(toJson(inboundMessage({ body }))).body).toBe(body);
});
