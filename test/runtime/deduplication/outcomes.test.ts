import { unavailable } from '../../../src/runtime/deduplication/outcomes';

test.each([
  { error: new RangeError('a number'), name: 'RangeError' },
  { error: 'a number', name: 'unknown error' },
])('only the name of the error $error is logged', ({ error, name }) => {
  expect(unavailable(error)).toMatchObject({
    status: 503,
    reason: 'deduplication_unavailable',
    detail: `the deduplication table is unavailable: ${name}`,
  });
});
