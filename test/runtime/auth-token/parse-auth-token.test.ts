import fc from 'fast-check';
import { MalformedSecret } from '../../../src/runtime/auth-token/malformed-secret';
import { parseAuthToken } from '../../../src/runtime/auth-token/parse-auth-token';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

const json = (content: unknown) => JSON.stringify(content);

describe('a usable secret', () => {
  test.each([
    { name: 'the token alone', secret: AUTH_TOKEN, expected: { authToken: AUTH_TOKEN } },
    {
      name: 'the token with white space around it',
      secret: `\uFEFF \t${AUTH_TOKEN}\r\n`,
      expected: { authToken: AUTH_TOKEN },
    },
    { name: 'the token in digits only', secret: '1'.repeat(32), expected: { authToken: '1'.repeat(32) } },
    {
      name: 'JSON with account and token',
      secret: json({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }),
      expected: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN },
    },
    { name: 'JSON with the token alone', secret: json({ authToken: AUTH_TOKEN }), expected: { authToken: AUTH_TOKEN } },
    {
      name: 'JSON with an empty accountSid',
      secret: json({ accountSid: '', authToken: AUTH_TOKEN }),
      expected: { authToken: AUTH_TOKEN },
    },
    {
      name: 'JSON with a blank accountSid',
      secret: json({ accountSid: ' ', authToken: AUTH_TOKEN }),
      expected: { authToken: AUTH_TOKEN },
    },
    {
      name: 'JSON with white space everywhere',
      secret: ` {"accountSid": " ${ACCOUNT_SID}\\n",\n "authToken": "\\t${AUTH_TOKEN} " }\n`,
      expected: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN },
    },
    {
      name: 'JSON with more keys',
      secret: json({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, note: 1 }),
      expected: { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN },
    },
  ])('is $name', ({ secret, expected }) => {
    expect(parseAuthToken(secret)).toEqual(expected);
  });
});

describe('the error names the kind of', () => {
  test.each([
    { name: 'a binary secret', secret: undefined, kind: 'nothing' },
    { name: 'an empty secret', secret: '', kind: 'nothing' },
    { name: 'a blank secret', secret: ' \n', kind: 'nothing' },
    { name: 'an Account SID', secret: ACCOUNT_SID, kind: 'an Account SID' },
    { name: 'the SID of an API key', secret: 'SK' + 'a'.repeat(32), kind: 'the SID of an API key' },
    {
      name: 'the start value',
      secret: json({ accountSid: '', authToken: 'Xk3.fJ8sQ2!mZ0aB' }),
      kind: 'its random start value',
    },
    { name: '16 characters', secret: 'Xk3.fJ8sQ2!mZ0aB', kind: 'its random start value' },
    { name: '31 digits', secret: AUTH_TOKEN.slice(1), kind: '31 characters' },
    { name: '33 digits', secret: AUTH_TOKEN + '0', kind: '33 characters' },
    {
      name: '32 characters that are not hexadecimal',
      secret: 'g' + AUTH_TOKEN.slice(1),
      kind: '32 characters that are not',
    },
    { name: 'two tokens', secret: `${AUTH_TOKEN}\n${AUTH_TOKEN}`, kind: '65 characters' },
    {
      name: 'JSON with another key',
      secret: json({ accountSid: ACCOUNT_SID, token: AUTH_TOKEN }),
      kind: 'JSON without the key authToken (it has token)',
    },
    {
      name: 'JSON with a key in another case',
      secret: json({ AuthToken: AUTH_TOKEN }),
      kind: 'JSON without the key authToken (it has AuthToken)',
    },
    ...['auth_token', 'TWILIO_AUTH_TOKEN', 'twilioAuthToken', 'AUTH_TOKEN', 'password'].map((name) => ({
      name: `JSON with the key ${name}`,
      secret: json({ AccountSid: ACCOUNT_SID, [name]: AUTH_TOKEN }),
      kind: `JSON without the key authToken (it has ${name})`,
    })),
    {
      name: 'JSON with a key that no list has',
      secret: json({ canary: AUTH_TOKEN }),
      kind: 'JSON without the key authToken instead',
    },
    { name: 'double quotes', secret: `"${AUTH_TOKEN}"`, kind: 'a value in double quotes' },
    { name: 'single quotes', secret: `'${AUTH_TOKEN}'`, kind: 'a value in single quotes' },
    { name: 'backquotes', secret: `\`${AUTH_TOKEN}\``, kind: 'a value in backquotes' },
    { name: 'typographic quotes', secret: `\u201E${AUTH_TOKEN}\u201C`, kind: 'a value in typographic quotes' },
    { name: 'quotes in JSON', secret: json({ authToken: `'${AUTH_TOKEN}'` }), kind: 'a value in single quotes' },
    { name: 'quoted JSON', secret: `'${json({ authToken: AUTH_TOKEN })}'`, kind: 'a value in single quotes' },
    { name: 'an opening quote only', secret: `"${AUTH_TOKEN}`, kind: '33 characters that are not' },
    { name: 'a start value in quotes', secret: json({ authToken: "'k3.fJ8sQ2!mZ0a'" }), kind: 'its random start value' },
    { name: 'an assignment', secret: `TWILIO_AUTH_TOKEN=${AUTH_TOKEN}`, kind: 'a line that starts with TWILIO_AUTH_TOKEN' },
    { name: 'an exported assignment', secret: `export auth_token='${AUTH_TOKEN}'`, kind: 'a line that starts with auth_token' },
    { name: 'a line of YAML', secret: `auth-token: ${AUTH_TOKEN}`, kind: 'a line that starts with auth-token' },
    { name: 'an assignment to a name that no list has', secret: `canary=${AUTH_TOKEN}`, kind: '39 characters that are not' },
    { name: 'a JSON array', secret: json([AUTH_TOKEN]), kind: 'JSON that is not an object' },
    { name: 'broken JSON', secret: `{"authToken": "${AUTH_TOKEN}"`, kind: 'malformed JSON' },
    { name: 'JSON with an empty token', secret: json({ authToken: ' ' }), kind: 'an empty authToken' },
    { name: 'JSON whose token is an Account SID', secret: json({ authToken: ACCOUNT_SID }), kind: 'an Account SID' },
    { name: 'JSON whose token is null', secret: json({ authToken: null }), kind: 'not a string' },
    { name: 'JSON whose token is a number', secret: json({ authToken: 1234 }), kind: 'not a string' },
    { name: 'JSON whose token is JSON', secret: json({ authToken: { authToken: AUTH_TOKEN } }), kind: 'not a string' },
    {
      name: 'JSON whose accountSid is a number',
      secret: json({ accountSid: 1, authToken: AUTH_TOKEN }),
      kind: 'not a string',
    },
    {
      name: 'JSON whose accountSid is an API key',
      secret: json({ accountSid: 'SK' + 'a'.repeat(32), authToken: AUTH_TOKEN }),
      kind: 'accountSid',
    },
    {
      name: 'JSON whose accountSid is short',
      secret: json({ accountSid: ACCOUNT_SID.slice(1), authToken: AUTH_TOKEN }),
      kind: 'accountSid',
    },
    {
      name: 'JSON whose token hides in the prototype',
      secret: `{"__proto__": {"authToken": "${AUTH_TOKEN}"}}`,
      kind: 'JSON without the key authToken',
    },
  ])('$name', ({ secret, kind }) => {
    expect(() => parseAuthToken(secret)).toThrow(MalformedSecret);
    expect(() => parseAuthToken(secret)).toThrow(kind);
  });
});

test('an accountSid in another case never matches a message, so it is rejected or made lower-case', () => {
  const secret = json({
    accountSid: ACCOUNT_SID.replace(/[a-f]/g, (digit) => digit.toUpperCase()),
    authToken: AUTH_TOKEN,
  });
  let accountSid: string | undefined = ACCOUNT_SID;
  try {
    accountSid = parseAuthToken(secret).accountSid;
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedSecret);
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
      expect(error).toBeInstanceOf(MalformedSecret);
      const message = (error as Error).message;
      for (const part of text.match(/[XYZQW0-9]{4,}/g) ?? []) {
        expect(message).not.toContain(part);
      }
      // Of the secret only its kind is told, and its length.
      expect(message.replace(/^\D*|\d+(?= characters)|16|32/g, '')).not.toMatch(/\d/);
    }
  }));
});
