import { Failure } from '../../../src/runtime/worker/failure';

test('a failure is an error with a reason, and not permanent by default', () => {
  const failure = new Failure('handler_failed', 'The reply handler failed');

  expect(failure).toMatchObject({
    name: 'Failure',
    reason: 'handler_failed',
    message: 'The reply handler failed',
    options: {},
  });
  expect(failure.cause).toBeUndefined();
});

test('a failure keeps its cause', () => {
  const cause = new RangeError('boom');

  expect(new Failure('handler_failed', 'The reply handler failed', { cause }).cause).toBe(cause);
});
