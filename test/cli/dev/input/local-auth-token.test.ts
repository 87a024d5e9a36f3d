import { authTokenFor } from '../../../../src/cli/dev/input/local-auth-token';
import { UsageError } from '../../../../src/cli/terminal/context';

test.each([undefined, ''])('makes one up where %j is given', (given) => {
  const token = authTokenFor(given);

  expect(token).toEqual({ value: expect.stringMatching(/^[0-9a-f]{32}$/), isMadeUp: true });
  expect(authTokenFor(given).value).not.toBe(token.value);
});

test.each(['0123456789abcdef0123456789abcdef', '0123456789ABCDEF0123456789ABCDEF'])('takes %s', (given) => {
  expect(authTokenFor(given)).toEqual({ value: given, isMadeUp: false });
});

test.each(['short', 'AC0123456789abcdef0123456789abcdef', ' 0123456789abcdef0123456789abcde', '0123456789abcdef0123456789abcdeg'])(
  'rejects %j without repeating it', (given) => {
    expect(() => authTokenFor(given)).toThrow(UsageError);
    expect(() => authTokenFor(given)).not.toThrow(given);
  });
