import { awaitWithinInitPhase } from '../../../src/runtime/init/await-within-init-phase';

const HANGS = new Promise<never>(() => undefined);

test('all work is awaited, even if some of it fails', async () => {
  let done = 0;
  const later = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(
    () => { done += 1; resolve(); },
    milliseconds,
  ));

  await awaitWithinInitPhase([later(20), Promise.reject(new Error('no')), later(1)], 20_000);

  expect(done).toBe(2);
});

test('work that never settles is not awaited for ever', async () => {
  await expect(awaitWithinInitPhase([HANGS, Promise.resolve()], 10)).resolves.toBeUndefined();
});

test('the wait ends after 8 s and leaves no timer behind', async () => {
  jest.useFakeTimers();
  const settled = jest.fn();
  const waiting = awaitWithinInitPhase([HANGS]).then(settled);

  await jest.advanceTimersByTimeAsync(7_900);
  expect(settled).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(100);
  await waiting;
  await awaitWithinInitPhase([Promise.resolve()]);
  expect(jest.getTimerCount()).toBe(0);
});
