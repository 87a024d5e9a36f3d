import { delayAfter, pauseAfter } from '../../../src/runtime/twilio/back-off';

test('pauses double up to 8 seconds, and are up to a quarter longer', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((tries) => pauseAfter(tries, 0, 0))).toEqual([
    500, 1000, 2000, 4000, 8000, 8000, 8000,
  ]);
  expect(pauseAfter(1, 0, 1)).toBe(625);
});

test('delays triple up to 15 minutes', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((attempts) => delayAfter(attempts))).toEqual([10, 30, 90, 270, 810, 900, 900]);
});

test('Twilio gets the time that it asks for, up to 15 minutes between attempts', () => {
  expect(pauseAfter(1, 3000, 0)).toBe(3000);
  expect([500, 60_500, 86_400_000].map((retryAfterMs) => delayAfter(1, retryAfterMs))).toEqual([10, 61, 900]);
});
