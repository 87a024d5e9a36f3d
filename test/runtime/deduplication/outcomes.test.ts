import { unavailable } from '../../../src/runtime/deduplication/outcomes';

test.each([[new RangeError('a number'), 'RangeError'], ['a number', 'unknown error']])('what went wrong is told by its name only: %s', (error, name) => {
  expect(unavailable(error)).toMatchObject({ status: 503, reason: 'deduplication_unavailable', detail: `the deduplication table is unavailable: ${name}` });
});
