import fc from 'fast-check';
import { MalformedAuthToken, parseAuthToken } from '../../../src/runtime/auth-token/parse-auth-token';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

const json = (content: unknown) => JSON.stringify(content);

describe('a usable secret', () => {
  test.each([
    ['the token alone', AUTH_TOKEN, { authToken: AUTH_TOKEN }],
    ['the token with white space around it', `\uFEFF \t${AUTH_TOKEN}\r\n`, { authToken: AUTH_TOKEN }],
    ['the token in digits only', '1'.repeat(32), { authToken: '1'.repeat(32) }],
    ['JSON with account and token', json({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }), { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }],
    ['JSON with the token alone', json({ authToken: AUTH_TOKEN }), { authToken: AUTH_TOKEN }],
    ['JSON with an empty accountSid', json({ accountSid: '', authToken: AUTH_TOKEN }), { authToken: AUTH_TOKEN }],
    ['JSON with a blank accountSid', json({ accountSid: ' ', authToken: AUTH_TOKEN }), { authToken: AUTH_TOKEN }],
    ['JSON with white space everywhere', ` {"accountSid": " ${ACCOUNT_SID}\\n",\n "authToken": "\\t${AUTH_TOKEN} " }\n`, { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }],
    ['JSON with more keys', json({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, note: 1 }), { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }],
  ])('is %s', (_, secret, expected) => {
    expect(parseAuthToken(secret)).toEqual(expected);
  });
});

describe('rejected, and named by its kind, is', () => {
  test.each([
    ['a binary secret', undefined, 'nothing'],
    ['an empty secret', '', 'nothing'],
    ['a blank secret', ' \n', 'nothing'],
    ['an Account SID', ACCOUNT_SID, 'an Account SID'],
    ['the SID of an API key', 'SK' + 'a'.repeat(32), 'the SID of an API key'],
    ['the start value', json({ accountSid: '', authToken: 'Xk3.fJ8sQ2!mZ0aB' }), 'its random start value'],
    ['16 characters', 'Xk3.fJ8sQ2!mZ0aB', 'its random start value'],
    ['31 digits', AUTH_TOKEN.slice(1), '31 characters'],
    ['33 digits', AUTH_TOKEN + '0', '33 characters'],
    ['32 characters that are not hexadecimal', 'g' + AUTH_TOKEN.slice(1), '32 characters that are not'],
    ['two tokens', `${AUTH_TOKEN}\n${AUTH_TOKEN}`, '65 characters'],
    ['JSON with another key', json({ accountSid: ACCOUNT_SID, token: AUTH_TOKEN }), 'JSON without the key authToken'],
    ['JSON with a key in another case', json({ AuthToken: AUTH_TOKEN }), 'JSON without the key authToken'],
    ['a JSON array', json([AUTH_TOKEN]), 'JSON that is not an object'],
    ['a JSON string', json(AUTH_TOKEN), 'JSON that is not an object'],
    ['broken JSON', `{"authToken": "${AUTH_TOKEN}"`, 'malformed JSON'],
    ['JSON with an empty token', json({ authToken: ' ' }), 'an empty authToken'],
    ['JSON whose token is an Account SID', json({ authToken: ACCOUNT_SID }), 'an Account SID'],
    ['JSON whose token is null', json({ authToken: null }), 'not a string'],
    ['JSON whose token is a number', json({ authToken: 1234 }), 'not a string'],
    ['JSON whose token is JSON', json({ authToken: { authToken: AUTH_TOKEN } }), 'not a string'],
    ['JSON whose accountSid is a number', json({ accountSid: 1, authToken: AUTH_TOKEN }), 'not a string'],
    ['JSON whose accountSid is an API key', json({ accountSid: 'SK' + 'a'.repeat(32), authToken: AUTH_TOKEN }), 'accountSid'],
    ['JSON whose accountSid is short', json({ accountSid: ACCOUNT_SID.slice(1), authToken: AUTH_TOKEN }), 'accountSid'],
    ['JSON whose token hides in the prototype', `{"__proto__": {"authToken": "${AUTH_TOKEN}"}}`, 'JSON without the key authToken'],
  ])('%s', (_, secret, kind) => {
    expect(() => parseAuthToken(secret)).toThrow(MalformedAuthToken);
    expect(() => parseAuthToken(secret)).toThrow(kind);
  });
});

test('an accountSid in another case never matches a message, so it is rejected or made lower-case', () => {
  const secret = json({ accountSid: ACCOUNT_SID.replace(/[a-f]/g, (digit) => digit.toUpperCase()), authToken: AUTH_TOKEN });
  let accountSid: string | undefined = ACCOUNT_SID;
  try {
    accountSid = parseAuthToken(secret).accountSid;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedAuthToken);
  }
  expect(accountSid).toBe(ACCOUNT_SID);
});

test('no error message holds any part of the value', () => {
  const value = fc.string({ minLength: 5, unit: fc.constantFrom(...'XYZQW0123456789abcdef{}["]:,. ') });
  const secret = fc.oneof(value, value.map((text) => json({ authToken: text })),
    value.map((text) => json({ accountSid: text, authToken: AUTH_TOKEN })),
    value.map((text) => json({ [text]: text })), value.map((text) => `{"authToken": "${text}`));
  fc.assert(fc.property(secret, (text) => {
    try {
      parseAuthToken(text);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedAuthToken);
      const message = (error as Error).message;
      for (const part of text.match(/[XYZQW0-9]{4,}/g) ?? []) {
        expect(message).not.toContain(part);
      }
      // Of the secret only its kind is told, and its length.
      expect(message.replace(/^\D*|\d+(?= characters)|16|32/g, '')).not.toMatch(/\d/);
    }
  }));
});
