import { deadlineOf } from '../../../src/runtime/webhook/deadline';

const NOW = 1_700_000_000_000;

test.each([
  ['13 s after the front end took the request', -2000, 60_000, 11_000],
  ['13 s after it, however long the cold start took', -12_000, 60_000, 1000],
  ['in the past where the cold start took it all', -14_000, 60_000, -1000],
  ['500 ms before the time-out of the function where that is sooner', 0, 10_000, 9500],
  ['500 ms before a time-out that is almost there', 0, 300, -200],
  ['13 s from now where the event names no time', undefined, 60_000, 13_000],
  ['13 s from now where the clocks differ by more than a minute', -60_001, 60_000, 13_000],
  ['13 s from now where the request comes from the far future', 60_001, 60_000, 13_000],
  ['counted from a minute ago', -60_000, 120_000, -47_000],
  ['at most 13 s from now where the front end is a little ahead', 800, 60_000, 13_000],
])('is %s', (_, receivedAfterMs, remainingTimeInMillis, expectedAfterMs) => {
  const receivedAt = receivedAfterMs === undefined ? undefined : NOW + receivedAfterMs;

  expect(deadlineOf({ receivedAt, now: NOW, remainingTimeInMillis }) - NOW).toBe(expectedAfterMs);
});
