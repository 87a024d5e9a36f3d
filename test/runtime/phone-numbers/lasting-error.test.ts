import { isLasting, LastingError } from '../../../src/runtime/phone-numbers/lasting-error';
import { TwilioError } from '../../../src/runtime/twilio/twilio-error';

test.each([
  { name: 'a secret that cannot be used', error: new LastingError('No'), expected: true },
  { name: 'a rejected token', error: new TwilioError('No', 401), expected: true },
  { name: 'a rejected change', error: new TwilioError('No', 400), expected: true },
  { name: 'something that is gone', error: new TwilioError('No', 404), expected: true },
  { name: 'too many requests', error: new TwilioError('No', 429), expected: false },
  { name: 'a request that took too long', error: new TwilioError('No', 408), expected: false },
  { name: 'a failure of Twilio', error: new TwilioError('No', 503), expected: false },
  { name: 'a redirect', error: new TwilioError('No', 302), expected: false },
  { name: 'no response of Twilio', error: new TwilioError('No'), expected: false },
  { name: 'any other error', error: new Error('No'), expected: false },
])('$name lasts: $expected', ({ error, expected }) => {
  expect(isLasting(error)).toBe(expected);
});
