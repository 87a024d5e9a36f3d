import { authTokenFor } from '../../../../src/cli/dev/input/local-auth-token';
import { UsageError } from '../../../../src/cli/terminal/context';

test.each([
  { given: undefined },
  { given: '' },
])('a random token is made for the value "$given"', ({ given }) => {
  const token = authTokenFor(given);

  expect(token).toEqual({ value: expect.stringMatching(/^[0-9a-f]{32}$/), isMadeUp: true });
  expect(authTokenFor(given).value).not.toBe(token.value);
});

test.each([
  { given: '0123456789abcdef0123456789abcdef' },
  { given: '0123456789ABCDEF0123456789ABCDEF' },
])('the token $given is taken', ({ given }) => {
  expect(authTokenFor(given)).toEqual({ value: given, isMadeUp: false });
});

test.each([
  { given: 'short' },
  { given: 'AC0123456789abcdef0123456789abcdef' },
  { given: ' 0123456789abcdef0123456789abcde' },
  { given: '0123456789abcdef0123456789abcdeg' },
])('the value "$given" is rejected and not repeated', ({ given }) => {
  expect(() => authTokenFor(given)).toThrow(UsageError);
  expect(() => authTokenFor(given)).not.toThrow(given);
});
