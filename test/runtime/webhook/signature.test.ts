import crypto from 'node:crypto';
import fc from 'fast-check';
import type { Parameter } from '../../../src/runtime/webhook/form';
import { algorithmOf, canonicalParameters, isValidSignature } from '../../../src/runtime/webhook/signature';
import { AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN } from '../../support/messages';
import { type Form, sign } from '../../support/signer';
import vectors from '../signature-vectors.json';

const URL = 'https://example.com/sms?a=1';
const FORM = messageForm({ Body: 'Hello "you" & me' });
const SIGNATURE = sign(AUTH_TOKEN, URL, FORM);

type Check = Omit<Parameters<typeof isValidSignature>[0], 'signedParameters'> & {
  readonly parameters: readonly Parameter[];
};

const decide = ({ parameters, ...check }: Check) => isValidSignature({
  ...check,
  signedParameters: canonicalParameters(parameters),
});
const check = (changes: Partial<Check> = {}) => decide({
  secret: AUTH_TOKEN,
  signature: SIGNATURE,
  url: URL,
  parameters: FORM,
  ...changes,
});

describe('published vectors', () => {
  // A JSON body is signed through its hash in the query. Messaging webhooks are forms: the gateway rejects others
  // (415).
  const forms = vectors.filter(({ params }) => params !== undefined);
  const parametersOf = (params: (typeof vectors)[number]['params']): Parameter[] =>
    Object.entries(params as Record<string, string | string[] | null>)
      .flatMap(([name, values]) => [values].flat().map((value) => [name, value ?? ''] as const));
  const decideVector = ({ token, signature, url, params }: (typeof vectors)[number]) =>
    decide({
      secret: token as string,
      signature: signature as string | undefined,
      url,
      parameters: parametersOf(params),
    });

  test('are complete', () => {
    expect(vectors).toHaveLength(61);
    expect(forms).toHaveLength(57);
  });

  test.each(forms.filter(({ expect: expected }) => expected === 'accept'))(
    '$id is accepted', (vector) => expect(decideVector(vector)).toBe(true));

  test.each(forms.filter(({ expect: expected }) => expected === 'reject'))(
    '$id is rejected', (vector) => expect(decideVector(vector)).toBe(false));

  test.each(forms.filter(({ expect: expected }) => !['accept', 'reject'].includes(expected)))(
    '$id, which no rule settles, is decided without an exception',
    (vector) => expect(typeof decideVector(vector)).toBe('boolean'));
});

describe('the key', () => {
  test.each([
    '', ' ', '\t\n',
  ].map((blank) => ({ blank })))('is never blank ("$blank"), even if it made the signature', ({ blank }) => {
    for (const key of ['', blank]) {
      expect(check({ secret: blank, signature: sign(key, URL, FORM) })).toBe(false);
    }
  });

  test.each([
    undefined, null,
  ].map((authToken) => ({ authToken })))('is not $authToken, which causes no exception', ({ authToken }) => {
    expect(check({ secret: authToken as unknown as string })).toBe(false);
  });

  test('is the one that the request was signed with', () => {
    expect(check({ secret: OTHER_AUTH_TOKEN })).toBe(false);
  });
});

describe('the signature', () => {
  test('is accepted unchanged', () => {
    expect(check()).toBe(true);
  });

  test.each([
    { name: 'missing', signature: undefined },
    { name: 'empty', signature: '' },
    { name: 'one character short', signature: SIGNATURE.slice(1) },
    { name: 'one character long', signature: 'A' + SIGNATURE },
    { name: 'without its padding', signature: SIGNATURE.slice(0, -1) },
    { name: 'followed by a line break', signature: SIGNATURE + '\n' },
    { name: 'after a blank', signature: ' ' + SIGNATURE },
    { name: 'there twice', signature: `${SIGNATURE},${SIGNATURE}` },
    {
      name: 'in the URL-safe alphabet',
      signature: SIGNATURE.replaceAll('+', '-').replaceAll('/', '_').replace(/^./, '-'),
    },
    { name: 'in hexadecimal', signature: Buffer.from(SIGNATURE, 'base64').toString('hex') },
    { name: 'not ASCII', signature: '\u{1F600}'.repeat(7) },
    { name: 'of another case', signature: SIGNATURE.toLowerCase() },
  ])('is rejected when it is $name', ({ signature }) => {
    expect(check({ signature })).toBe(false);
  });

  test('is rejected when its base64 is not canonical, though it decodes to the same bytes', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const last = alphabet.indexOf(SIGNATURE[26]);
    for (const spare of [1, 2, 3]) {
      const signature = SIGNATURE.slice(0, 26) + alphabet[last + spare] + '=';
      expect(Buffer.from(signature, 'base64')).toEqual(Buffer.from(SIGNATURE, 'base64'));
      expect(check({ signature })).toBe(false);
    }
  });

  test('is rejected with any one of its bits flipped', () => {
    for (let bit = 0; bit < 160; bit++) {
      const bytes = Buffer.from(SIGNATURE, 'base64');
      bytes[Math.floor(bit / 8)] ^= 2 ** (bit % 8); // eslint-disable-line no-bitwise
      expect(check({ signature: bytes.toString('base64') })).toBe(false);
    }
  });

  test.each([
    { signature: SIGNATURE, expected: 'HMAC_SHA1' },
    { signature: '', expected: undefined },
    { signature: undefined, expected: undefined },
    { signature: 'A'.repeat(28), expected: undefined },
    { signature: 'A'.repeat(28) + '=', expected: undefined },
    { signature: 'A'.repeat(27) + '==', expected: undefined },
    { signature: 'A'.repeat(27) + '=', expected: 'HMAC_SHA1' },
    { signature: 'A'.repeat(43) + '=', expected: 'HMAC_SHA256' },
    { signature: 'A'.repeat(42) + '==', expected: undefined },
    { signature: 'A'.repeat(44), expected: undefined },
    { signature: 'A'.repeat(44) + '=', expected: undefined },
    { signature: 'A'.repeat(35) + '=', expected: undefined },
    { signature: 'A'.repeat(86) + '==', expected: undefined },
  ])('of the form $signature has the algorithm $expected', ({ signature, expected }) => {
    expect(algorithmOf(signature)).toBe(expected);
  });

  test('is rejected in a list', () => {
    expect(algorithmOf([SIGNATURE] as unknown as string)).toBeUndefined();
  });

  test('is compared by timingSafeEqual alone, whose time does not depend on the first difference', () => {
    const compare = jest.spyOn(crypto, 'timingSafeEqual');
    try {
      compare.mockReturnValue(false);
      expect(check()).toBe(false);
      compare.mockReturnValue(true);
      expect(check({ secret: OTHER_AUTH_TOKEN })).toBe(true);
    } finally {
      compare.mockRestore();
    }
  });
});

describe('the algorithm', () => {
  const SECRET = 'a SharedKey, whose alphabet nobody documents: ü';
  const SHA256 = sign(SECRET, URL, FORM, 'sha256');
  const SHA1 = sign(SECRET, URL, FORM);

  test.each([
    { algorithm: 'HMAC_SHA256', made: 'HMAC_SHA256', signature: SHA256, expected: true },
    { algorithm: 'HMAC_SHA1', made: 'HMAC_SHA1', signature: SHA1, expected: true },
    { algorithm: 'HMAC_SHA256', made: 'HMAC_SHA1', signature: SHA1, expected: false },
    { algorithm: 'HMAC_SHA1', made: 'HMAC_SHA256', signature: SHA256, expected: false },
    { algorithm: undefined, made: 'HMAC_SHA256', signature: SHA256, expected: false },
    { algorithm: undefined, made: 'HMAC_SHA1', signature: SHA1, expected: true },
  ] as const)('$algorithm of the secret and a signature made by $made: $expected', ({ algorithm, signature, expected }) => {
    expect(check({ secret: SECRET, algorithm, signature })).toBe(expected);
  });

  test('HMAC_SHA256 is rejected with any one of its bits flipped', () => {
    for (let bit = 0; bit < 256; bit++) {
      const bytes = Buffer.from(SHA256, 'base64');
      bytes[Math.floor(bit / 8)] ^= 2 ** (bit % 8); // eslint-disable-line no-bitwise
      expect(check({ secret: SECRET, algorithm: 'HMAC_SHA256', signature: bytes.toString('base64') })).toBe(false);
    }
  });

  test('HMAC_SHA256 is rejected when the signature is cut to the length of HMAC_SHA1', () => {
    const cut = Buffer.from(SHA256, 'base64').subarray(0, 20).toString('base64');

    expect(check({ secret: SECRET, algorithm: 'HMAC_SHA256', signature: cut })).toBe(false);
    expect(check({ secret: SECRET, algorithm: 'HMAC_SHA1', signature: cut })).toBe(false);
  });

  test.each([
    { port: 'with', signedUrl: 'https://example.com:443/sms?a=1' },
    { port: 'without', signedUrl: 'https://example.com/sms?a=1' },
  ])('HMAC_SHA256 is accepted for the URL $port the default port', ({ signedUrl }) => {
    const signature = sign(SECRET, signedUrl, FORM, 'sha256');

    expect(check({ secret: SECRET, algorithm: 'HMAC_SHA256', signature })).toBe(true);
  });

  test.each([{ blank: '' }, { blank: ' ' }])('HMAC_SHA256 never uses a blank secret ("$blank")', ({ blank }) => {
    const signature = sign(blank, URL, FORM, 'sha256');

    expect(check({ secret: blank, algorithm: 'HMAC_SHA256', signature })).toBe(false);
  });
});

describe('parameters', () => {
  test('count in any order', () => {
    expect(check({ parameters: [...FORM].reverse() })).toBe(true);
  });

  test.each([
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', '\u0000',
  ].map((name) => ({ name })))('may be named "$name", and are signed', ({ name }) => {
    const form: Form = [...FORM, [name, 'data']];
    const signature = sign(AUTH_TOKEN, URL, form);

    expect(check({ parameters: form, signature })).toBe(true);
    expect(check({ signature })).toBe(false);
    expect(check({ parameters: [...FORM, [name, 'other']], signature })).toBe(false);
  });

  test('with a repeated name count once per distinct value, sorted', () => {
    expect(canonicalParameters([['b', '2'], ['a', 'y'], ['b', '1'], ['a', 'x'], ['a', 'y']])).toBe('axayb1b2');
  });

  test('without a value are signed by their name', () => {
    expect(canonicalParameters([['b', ''], ['a', '']])).toBe('ab');
  });

  test('are sorted by bytes, not by UTF-16 units: U+FF5E comes before U+1F600', () => {
    expect(canonicalParameters([['\u{1F600}', '2'], ['\uFF5E', '1']])).toBe('\uFF5E1\u{1F600}2');
    expect(canonicalParameters([['a', '\u{1F600}'], ['a', '\uFF5E']])).toBe('a\uFF5Ea\u{1F600}');
  });

  test('of upper and lower case are different names', () => {
    expect(canonicalParameters([['from', '1'], ['From', '2']])).toBe('From2from1');
  });
});

describe('the port', () => {
  test.each([
    { url: 'https://example.com/sms', signedUrl: 'https://example.com:443/sms', expected: true },
    { url: 'https://example.com:443/sms', signedUrl: 'https://example.com/sms', expected: true },
    { url: 'http://example.com/sms', signedUrl: 'http://example.com:80/sms', expected: true },
    { url: 'http://example.com:80/sms', signedUrl: 'http://example.com/sms', expected: true },
    { url: 'https://example.com:8443/sms', signedUrl: 'https://example.com:8443/sms', expected: true },
    { url: 'https://example.com:8443/sms', signedUrl: 'https://example.com/sms', expected: true },
    { url: 'https://example.com/sms', signedUrl: 'https://example.com:8443/sms', expected: false },
    { url: 'https://example.com:8443/sms', signedUrl: 'https://example.com:443/sms', expected: false },
    { url: 'http://example.com/sms', signedUrl: 'http://example.com:443/sms', expected: false },
    { url: 'https://[::1]/sms', signedUrl: 'https://[::1]:443/sms', expected: true },
    { url: 'http://[::1]:4680/sms', signedUrl: 'http://[::1]:4680/sms', expected: true },
    { url: 'https://user:pass@example.com/sms', signedUrl: 'https://user:pass@example.com:443/sms', expected: true },
    { url: 'https://example.com', signedUrl: 'https://example.com:443', expected: true },
    { url: 'https://example.com?a=b', signedUrl: 'https://example.com:443?a=b', expected: true },
    { url: 'https://example.com/a@b:443/sms', signedUrl: 'https://example.com/a@b/sms', expected: false },
    { url: 'xhttps://example.com:443/sms', signedUrl: 'https://example.com3/sms', expected: false },
    { url: 'not a URL', signedUrl: 'not a URL', expected: true },
    { url: '', signedUrl: '', expected: true },
  ])('$url received, $signedUrl signed: $expected', ({ url, signedUrl, expected }) => {
    expect(check({ url, signature: sign(AUTH_TOKEN, signedUrl, FORM) })).toBe(expected);
  });
});

describe('any request', () => {
  const text = fc.string({ unit: 'binary', maxLength: 12 });
  const form = fc.array(
    fc.tuple(fc.oneof(text, fc.constantFrom('Body', 'From', '__proto__')), text),
    { maxLength: 12 },
  );
  const url = fc.webUrl({ withQueryParameters: true });
  const token = fc.stringMatching(/^[0-9a-f]{32}$/);

  test('that is signed by the published rule is accepted, in whatever order its parameters arrive', () => {
    fc.assert(fc.property(token, url, form.chain((f) => fc.tuple(
      fc.constant(f),
      fc.shuffledSubarray(f, { minLength: f.length }),
    )),
    (authToken, signedUrl, [sent, received]) => {
      expect(decide({
        secret: authToken,
        signature: sign(authToken, signedUrl, sent),
        url: signedUrl,
        parameters: received,
      })).toBe(true);
    }));
  });

  test('is rejected when one character of a value, a name, the URL or the key was changed', () => {
    const changed = fc.record({
      where: fc.constantFrom('name', 'value', 'url', 'authToken'),
      index: fc.nat(),
      position: fc.nat(),
      to: fc.constantFrom(...'aZ09 +&=é'),
    });
    const filled = form.filter((f) => f.length > 0);
    fc.assert(fc.property(token, url, filled, changed, (authToken, signedUrl, sent, change) => {
      const replaceOne = (original: string) => {
        const position = change.position % (original.length + 1);
        return original.slice(0, position) + change.to + original.slice(position + 1);
      };
      const index = change.index % sent.length;
      const parameters = sent.map(([name, value], i): Parameter => i !== index ? [name, value]
        : [change.where === 'name' ? replaceOne(name) : name, change.where === 'value' ? replaceOne(value) : value]);
      const received = {
        secret: change.where === 'authToken' ? replaceOne(authToken) : authToken,
        url: change.where === 'url' ? signedUrl + change.to : signedUrl,
        parameters,
      };
      // Twilio signs no boundaries: what moves a character from a name to its value is the same signed text.
      const signedText = (u: string, f: Form) => u + canonicalParameters(f);
      fc.pre(received.secret !== authToken || signedText(
        received.url,
        received.parameters,
      ) !== signedText(signedUrl, sent));

      expect(decide({ ...received, signature: sign(authToken, signedUrl, sent) })).toBe(false);
    }));
  });

  test('is decided without an exception, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.option(
      fc.string({ unit: 'binary' }),
      { nil: undefined },
    ), fc.string({ unit: 'binary' }), form,
    (authToken, signature, anyUrl, parameters) => {
      expect(decide({ secret: authToken, signature, url: anyUrl, parameters })).toBe(false);
    }));
  });
});
