import { retryWhileDenied } from '../../../src/runtime/phone-numbers/retry-while-denied';

const denied = Object.assign(new Error('Not authorized'), { name: 'AccessDeniedException' });

async function run(errors: readonly Error[]): Promise<{ result: unknown; waited: number; calls: number }> {
  let waited = 0;
  let calls = 0;
  const sleep = async (milliseconds: number) => (waited += milliseconds);
  const result = await retryWhileDenied(sleep, async () => {
    const error = errors[calls++];
    if (error) throw error;
    return 'done';
  }).catch((error: Error) => error.message);
  return { result, waited, calls };
}

test.each([
  { name: 'a call that is allowed is made once', errors: [], result: 'done', waited: 0, calls: 1 },
  { name: 'a call that is denied at first is repeated', errors: Array(5).fill(denied), result: 'done', waited: 15_000, calls: 6 },
  { name: 'a call that is denied for a minute may still succeed', errors: Array(20).fill(denied), result: 'done', waited: 60_000, calls: 21 },
  { name: 'a call that is denied for longer fails', errors: Array(30).fill(denied), result: 'Not authorized', waited: 60_000, calls: 21 },
  { name: 'another error is not repeated', errors: [new Error('Throttled')], result: 'Throttled', waited: 0, calls: 1 },
])('$name', async ({ errors, result, waited, calls }) => {
  expect(await run(errors)).toEqual({ result, waited, calls });
});
