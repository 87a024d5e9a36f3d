import { randomUUID } from 'node:crypto';
import { requestIdOf, traceHeader } from '../../../src/local/function/trace';

test('a request id can be read from its trace id, also with what the AWS SDK adds', () => {
  const requestId = randomUUID();

  expect(requestIdOf({ 'x-amzn-trace-id': traceHeader(requestId) })).toBe(requestId);
  expect(requestIdOf({ 'x-amzn-trace-id': `Self=1-2;${traceHeader(requestId)};Lineage=1` })).toBe(requestId);
});

test.each([
  { header: undefined },
  { header: '' },
  { header: 'Root=1-2-3' },
])('the header $header holds no request id', ({ header }) => {
  expect(requestIdOf({ 'x-amzn-trace-id': header })).toBeUndefined();
});
