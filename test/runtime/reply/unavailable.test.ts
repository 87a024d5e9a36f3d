import { isUnavailable, Unavailable } from '../../../src/runtime/reply/unavailable';
import { invoke } from '../../../src/testing/invoke';

const fails = () => { throw new Unavailable('The queue is gone'); };

test('the error is recognized by a brand, since a reply module is a separate bundle with its own class', () => {
  expect(isUnavailable(new Unavailable('x'))).toBe(true);
  jest.isolateModules(() => {
    const other = jest.requireActual<typeof import('../../../src/runtime/reply/unavailable')>(
      '../../../src/runtime/reply/unavailable',
    );
    expect(isUnavailable(new other.Unavailable('x'))).toBe(true);
  });
});

test('an error of the handler with the same name, or one whose traps throw, is not recognized', () => {
  const trap = () => { throw new Error('trap'); };

  expect(isUnavailable(Object.assign(new Error('x'), { name: 'Unavailable' }))).toBe(false);
  expect(isUnavailable(new Proxy(new Error('x'), { getPrototypeOf: trap, has: trap }))).toBe(false);
});

test.each([
  new Error('Unavailable'), Object.assign(new Error(), { name: 'ServiceUnavailable' }), 'Unavailable', undefined,
].map((error) => ({ error })))('$error is not recognized', ({ error }) => {
  expect(isUnavailable(error)).toBe(false);
});

test.each([
  undefined, 'Sorry',
].map((errorReply) => ({ errorReply })))('the answer is 503 with errorReply $errorReply', async ({ errorReply }) => {
  const { status, messages, log } = await invoke(fails, 'Hello', { errorReply });

  expect({ status, messages }).toEqual({ status: 503, messages: [] });
  expect(log).toMatchObject({
    level: 'ERROR',
    outcome: 'failed',
    reason: 'handler_failed',
    error: { name: 'Unavailable', message: 'The queue is gone' },
  });
});
