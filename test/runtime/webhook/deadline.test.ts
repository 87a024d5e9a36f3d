import { deadlineOf } from '../../../src/runtime/webhook/deadline';

const NOW = 1_700_000_000_000;

test.each([
  {
    name: '13 s after the front end took the request',
    receivedAfterMs: -2000,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: 11_000,
  },
  {
    name: '13 s after it, however long the cold start took',
    receivedAfterMs: -12_000,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: 1000,
  },
  {
    name: 'in the past where the cold start took it all',
    receivedAfterMs: -14_000,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: -1000,
  },
  {
    name: '500 ms before the time-out of the function where that is sooner',
    receivedAfterMs: 0,
    remainingTimeInMillis: 10_000,
    expectedAfterMs: 9500,
  },
  {
    name: '500 ms before a time-out that is almost there',
    receivedAfterMs: 0,
    remainingTimeInMillis: 300,
    expectedAfterMs: -200,
  },
  {
    name: '13 s from now where the event names no time',
    receivedAfterMs: undefined,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: 13_000,
  },
  {
    name: '13 s from now where the clocks differ by more than a minute',
    receivedAfterMs: -60_001,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: 13_000,
  },
  {
    name: '13 s from now where the request comes from the far future',
    receivedAfterMs: 60_001,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: 13_000,
  },
  {
    name: 'counted from a minute ago',
    receivedAfterMs: -60_000,
    remainingTimeInMillis: 120_000,
    expectedAfterMs: -47_000,
  },
  {
    name: 'at most 13 s from now where the front end is a little ahead',
    receivedAfterMs: 800,
    remainingTimeInMillis: 60_000,
    expectedAfterMs: 13_000,
  },
])('the deadline is $name', ({ receivedAfterMs, remainingTimeInMillis, expectedAfterMs }) => {
  const receivedAt = receivedAfterMs === undefined ? undefined : NOW + receivedAfterMs;

  expect(deadlineOf({ receivedAt, now: NOW, remainingTimeInMillis }) - NOW).toBe(expectedAfterMs);
});
