import { Failure } from '../../../src/runtime/worker/failure';

test('is an error with a reason, which may come to nothing but the text tried again', () => {
  const failure = new Failure('handler_failed', 'The reply handler failed');

  expect(failure).toMatchObject({ name: 'Failure', reason: 'handler_failed', message: 'The reply handler failed', options: {} });
  expect(failure.cause).toBeUndefined();
});

test('keeps its cause', () => {
  const cause = new RangeError('boom');

  expect(new Failure('handler_failed', 'The reply handler failed', { cause }).cause).toBe(cause);
});
