import fc from 'fast-check';
import { MalformedSecret } from '../../../src/runtime/auth-token/malformed-secret';
import { knownAlgorithm, parseSharedKey } from '../../../src/runtime/auth-token/parse-shared-key';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { SHARED_KEY } from '../../support/shared-key';

const json = (changes: Readonly<Record<string, unknown>> = {}) => JSON.stringify({ ...SHARED_KEY, ...changes });

describe('a usable secret', () => {
  test.each([
    { name: 'as Twilio\'s API names its parts', secret: json(), expected: SHARED_KEY },
    {
      name: 'with HMAC_SHA1',
      secret: json({ algorithm: 'HMAC_SHA1' }),
      expected: { ...SHARED_KEY, algorithm: 'HMAC_SHA1' },
    },
    { name: 'with the algorithm in lower case', secret: json({ algorithm: 'hmac_sha256' }), expected: SHARED_KEY },
    {
      name: 'with white space around every value',
      secret: `\n ${JSON.stringify(Object.fromEntries(Object.entries(SHARED_KEY).map(([name, value]) => [name, ` ${value}\n`])))} `,
      expected: SHARED_KEY,
    },
    {
      name: 'with the Account SID in upper case',
      secret: json({ accountSid: `AC${ACCOUNT_SID.slice(2).toUpperCase()}` }),
      expected: SHARED_KEY,
    },
    {
      name: 'without an account',
      secret: json({ accountSid: undefined }),
      expected: { ...SHARED_KEY, accountSid: undefined },
    },
    { name: 'with a blank account', secret: json({ accountSid: ' ' }), expected: { ...SHARED_KEY, accountSid: undefined } },
    {
      name: 'with a key of 16 characters',
      secret: json({ sharedKey: 'k'.repeat(16) }),
      expected: { ...SHARED_KEY, sharedKey: 'k'.repeat(16) },
    },
    {
      name: 'with a key of 512 characters that are not ASCII',
      secret: json({ sharedKey: 'ü'.repeat(512) }),
      expected: { ...SHARED_KEY, sharedKey: 'ü'.repeat(512) },
    },
    { name: 'with other keys beside', secret: json({ note: 'rotated by hand' }), expected: SHARED_KEY },
  ])('is JSON $name', ({ secret, expected }) => {
    expect(parseSharedKey(secret)).toEqual(expected);
  });
});

describe('a malformed secret is named by its kind', () => {
  test.each([
    { found: 'nothing', secret: undefined },
    { found: 'nothing', secret: ' \n' },
    { found: 'a value that is not a JSON object', secret: AUTH_TOKEN },
    { found: 'a value that is not a JSON object', secret: `[${json()}]` },
    { found: 'malformed JSON', secret: '{' },
    { found: 'JSON without the key sharedKeyId', secret: json({ sharedKeyId: undefined }) },
    { found: 'JSON without the key sharedKey', secret: JSON.stringify({ accountSid: ACCOUNT_SID, sharedKeyId: 'x', authToken: AUTH_TOKEN }) },
    { found: 'JSON without the key algorithm', secret: json({ algorithm: undefined }) },
    { found: 'JSON in which accountSid, sharedKeyId, sharedKey or algorithm is not a string', secret: json({ sharedKey: 1 }) },
    { found: 'JSON in which accountSid, sharedKeyId, sharedKey or algorithm is not a string', secret: json({ algorithm: null }) },
    { found: 'JSON in which accountSid, sharedKeyId, sharedKey or algorithm is not a string', secret: json({ accountSid: 1 }) },
    { found: 'a sharedKeyId that is not "webhooks_sharedkey_" and 26 letters and digits', secret: json({ sharedKeyId: '' }) },
    { found: 'a sharedKeyId that is not "webhooks_sharedkey_" and 26 letters and digits', secret: json({ sharedKeyId: `${SHARED_KEY.sharedKeyId}a` }) },
    { found: 'a sharedKeyId that is not "webhooks_sharedkey_" and 26 letters and digits', secret: json({ sharedKeyId: `SK${'0'.repeat(32)}` }) },
    { found: 'a sharedKey of 0 characters, not 16 to 512,', secret: json({ sharedKey: '  ' }) },
    { found: 'a sharedKey of 15 characters, not 16 to 512,', secret: json({ sharedKey: 'k'.repeat(15) }) },
    { found: 'a sharedKey of 513 characters, not 16 to 512,', secret: json({ sharedKey: 'k'.repeat(513) }) },
    { found: 'an algorithm that is neither HMAC_SHA256 nor HMAC_SHA1', secret: json({ algorithm: 'none' }) },
    { found: 'an algorithm that is neither HMAC_SHA256 nor HMAC_SHA1', secret: json({ algorithm: '' }) },
    { found: 'an algorithm that is neither HMAC_SHA256 nor HMAC_SHA1', secret: json({ algorithm: 'HMAC-SHA256' }) },
    { found: 'an accountSid that is not "AC" and 32 hexadecimal digits', secret: json({ accountSid: 'AC1' }) },
  ])('$found: $secret', ({ found, secret }) => {
    const parse = () => parseSharedKey(secret);

    expect(parse).toThrow(MalformedSecret);
    expect(parse).toThrow(`The secret holds ${found} instead of a SharedKey of Twilio`);
  });

  test('never by its value', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z]{8,20}$/), (canary) => {
      for (const field of ['sharedKeyId', 'algorithm', 'accountSid']) {
        try {
          parseSharedKey(json({ [field]: `${canary}?`, sharedKey: 'K'.repeat(20) }));
        } catch (error) {
          expect((error as Error).message).not.toContain(canary);
        }
      }
    }));
  });
});

test.each([
  { name: 'HMAC_SHA256', algorithm: 'HMAC_SHA256' },
  { name: 'hmac_sha1', algorithm: 'HMAC_SHA1' },
  { name: 'Hmac_Sha256', algorithm: 'HMAC_SHA256' },
  { name: 'SHA256', algorithm: undefined },
  { name: 'HMAC_SHA512', algorithm: undefined },
  { name: 'HMAC_SHA256 ', algorithm: undefined },
  { name: 'none', algorithm: undefined },
  { name: '__proto__', algorithm: undefined },
  { name: '', algorithm: undefined },
])('the algorithm named "$name" is $algorithm', ({ name, algorithm }) => {
  expect(knownAlgorithm(name)).toBe(algorithm);
});
