import fc from 'fast-check';
import { getSignatureAlgorithm } from 'twilio/lib/webhooks/webhooks';
import { parseSignatureSettings } from '../../../src/runtime/webhook/signature-settings';
import { SHARED_KEY } from '../../support/shared-key';

const ID = SHARED_KEY.sharedKeyId;
const UNCLEAR = 'does not name one key and one algorithm';
const UNKNOWN = 'names an algorithm that this version does not know';
const sha1 = { sharedKeyId: ID, algorithm: 'HMAC_SHA1' };
const sha256 = { sharedKeyId: ID, algorithm: 'HMAC_SHA256' };

test.each([
  { what: 'no header', header: undefined, expected: undefined },
  { what: 'an empty header', header: '', expected: undefined },
  { what: 'a blank header', header: ' \t', expected: undefined },
  { what: 'the header as Twilio sends it', header: `key=${ID},algorithm=HMAC_SHA256`, expected: sha256 },
  { what: 'HMAC_SHA1', header: `key=${ID},algorithm=HMAC_SHA1`, expected: sha1 },
  { what: 'an algorithm in another case', header: `key=${ID},algorithm=hmac_Sha256`, expected: sha256 },
  { what: 'another order', header: `algorithm=HMAC_SHA256,key=${ID}`, expected: sha256 },
  { what: 'white space', header: ` key = ${ID} ,\talgorithm = HMAC_SHA256 `, expected: sha256 },
  { what: 'fields of tomorrow', header: `version=2,key=${ID},algorithm=HMAC_SHA256,expires=1,flag`, expected: sha256 },
  { what: 'no algorithm', header: `key=${ID}`, expected: sha1 },
  { what: 'an empty algorithm', header: `key=${ID},algorithm=`, expected: sha1 },
  { what: 'the name of the algorithm in another case', header: `key=${ID},Algorithm=HMAC_SHA256`, expected: sha1 },
  { what: 'an id that could not be stored', header: 'key=x,algorithm=HMAC_SHA256', expected: { ...sha256, sharedKeyId: 'x' } },
  { what: 'a key that holds "="', header: `key=${ID}=x,algorithm=HMAC_SHA256`, expected: { ...sha256, sharedKeyId: `${ID}=x` } },
  { what: 'an algorithm that holds "="', header: `key=${ID},algorithm=HMAC_SHA256=x`, expected: UNKNOWN },
  { what: 'no key', header: 'algorithm=HMAC_SHA256', expected: UNCLEAR },
  { what: 'an empty key', header: 'key=,algorithm=HMAC_SHA256', expected: UNCLEAR },
  { what: 'a key without a value', header: 'key,algorithm=HMAC_SHA256', expected: UNCLEAR },
  { what: 'the name of the key in another case', header: `Key=${ID},algorithm=HMAC_SHA256`, expected: UNCLEAR },
  { what: 'two keys', header: `key=${ID},key=x,algorithm=HMAC_SHA256`, expected: UNCLEAR },
  { what: 'two algorithms', header: `key=${ID},algorithm=HMAC_SHA256,algorithm=HMAC_SHA1`, expected: UNCLEAR },
  { what: 'the header twice', header: `key=${ID},algorithm=HMAC_SHA256,key=${ID},algorithm=HMAC_SHA256`, expected: UNCLEAR },
  { what: 'blank headers, joined', header: ',', expected: UNCLEAR },
  { what: 'no fields', header: 'HMAC_SHA256', expected: UNCLEAR },
  { what: 'none as the algorithm', header: `key=${ID},algorithm=none`, expected: UNKNOWN },
  { what: 'an algorithm of tomorrow', header: `key=${ID},algorithm=HMAC_SHA512`, expected: UNKNOWN },
  { what: 'an algorithm that is a name of JavaScript', header: `key=${ID},algorithm=constructor`, expected: UNKNOWN },
  { what: '257 characters', header: `key=${ID},algorithm=HMAC_SHA256,x=`.padEnd(257, 'x'), expected: 'is too long' },
])('$what', ({ header, expected }) => {
  expect(parseSignatureSettings(header)).toEqual(expected);
});

test('a header of 256 characters is read', () => {
  expect(parseSignatureSettings(`key=${ID},algorithm=HMAC_SHA256,x=`.padEnd(256, 'x'))).toEqual(sha256);
});

test('any header is read without an exception, and in no longer than its length needs', () => {
  const part = fc.constantFrom('key', 'algorithm', '=', ',', ' ', ID, 'HMAC_SHA256', 'HMAC_SHA1', 'x');
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(part).map((parts) => parts.join(''))), (header) => {
    expect(['undefined', 'string', 'object']).toContain(typeof parseSignatureSettings(header));
  }), { numRuns: 2000 });
  const started = performance.now();
  parseSignatureSettings('key=,'.repeat(2_000_000));
  expect(performance.now() - started).toBeLessThan(1000);
});

test('a header that can be used has the algorithm that the helper library of Twilio reads from it', () => {
  const field = fc.constantFrom(`key=${ID}`, 'algorithm=HMAC_SHA256', 'algorithm=HMAC_SHA1', 'algorithm=', 'x=y', ' ', 'algorithm = HMAC_SHA256 ', 'x');
  let compared = 0;
  fc.assert(fc.property(fc.array(field, { maxLength: 5 }).map((fields) => fields.join(',')), (header) => {
    const settings = parseSignatureSettings(header);
    if (typeof settings === 'object') {
      compared++;
      expect(settings.algorithm).toBe(getSignatureAlgorithm(header).toUpperCase());
    }
  }), { numRuns: 2000 });
  expect(compared).toBeGreaterThan(100);
});
