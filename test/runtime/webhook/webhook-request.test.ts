import fc from 'fast-check';
import { Rejection } from '../../../src/runtime/log/rejection';
import { MAX_BODY_BYTES, readRequest } from '../../../src/runtime/webhook/webhook-request';
import { FRONTS, functionUrl, httpApi, plainBody, restApi } from '../../support/events';
import { messageForm } from '../../support/messages';
import { encodeForm } from '../../support/signer';

const FORM = messageForm({ Body: ' "Hi" & + \r\n\u{1F600}=%' });
const REQUEST = {
  url: 'https://example.com/sms',
  form: FORM,
  headers: { 'X-Twilio-Signature': 'c2ln' },
  receivedAt: 1_700_000_000_000,
};

const rejection = (status: number, reason: string) => expect.objectContaining({ name: 'Rejection', status, reason });

describe.each(FRONTS)('behind $name', ({ front }) => {
  test('body, signature and time are read', () => {
    expect(readRequest(front(REQUEST))).toEqual({
      body: encodeForm(FORM),
      signature: 'c2ln',
      receivedAt: 1_700_000_000_000,
    });
  });

  test('a body that is not UTF-8 causes no exception', () => {
    expect(readRequest(front({ ...REQUEST, body: Buffer.from([0x61, 0x3d, 0xff]) })).body).toBe('a=\uFFFD');
  });

  test('a body of 64 KiB is read, one more byte is rejected', () => {
    const body = 'a'.repeat(MAX_BODY_BYTES);

    expect(readRequest(front({ ...REQUEST, body })).body).toBe(body);
    for (const more of [1, 2, 3, 4, 100_000]) {
      expect(() => readRequest(front({
        ...REQUEST,
        body: body + 'a'.repeat(more),
      }))).toThrow(rejection(413, 'too_large'));
    }
  });

  test('the size of a body is that of its bytes', () => {
    const body = '\u{1F600}'.repeat(MAX_BODY_BYTES / 4);

    expect(readRequest(front({ ...REQUEST, body })).body).toBe(body);
    expect(() => readRequest(front({ ...REQUEST, body: body + 'a' }))).toThrow(rejection(413, 'too_large'));
  });

  test.each([
    'GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE',
  ].map((method) => ({ method })))('$method is rejected, and the log says what to set', ({ method }) => {
    expect(() => readRequest(front({ ...REQUEST, method }))).toThrow(rejection(405, 'not_a_webhook'));
    expect(() => readRequest(front({ ...REQUEST, method }))).toThrow(/POST/);
  });

  test.each([
    'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=UTF-8',
    'application/x-www-form-urlencoded;charset=utf-8', ' Application/X-WWW-Form-URLencoded ',
  ].map((contentType) => ({ contentType })))('the content type "$contentType" is a form', ({ contentType }) => {
    expect(readRequest(front({ ...REQUEST, headers: { 'Content-Type': contentType } })).body).toBe(encodeForm(FORM));
  });

  test.each([
    undefined, '', 'application/json', 'multipart/form-data; boundary=x', 'text/plain',
    'application/x-www-form-urlencodedx', 'application/json; application/x-www-form-urlencoded',
  ].map((contentType) => ({ contentType })))('the content type $contentType is rejected', ({ contentType }) => {
    expect(() => readRequest(front({
      ...REQUEST,
      headers: { 'Content-Type': contentType },
    }))).toThrow(rejection(415, 'not_a_webhook'));
  });

  test.each([
    'X-Twilio-Signature', 'x-twilio-signature', 'X-TWILIO-SIGNATURE', 'x-Twilio-signaturE',
  ].map((name) => ({ name })))('the header may be spelled $name', ({ name }) => {
    expect(readRequest(front({ ...REQUEST, headers: { [name]: 'c2ln' } })).signature).toBe('c2ln');
  });

  test('two signatures are not taken for one', () => {
    expect(readRequest(front({
      ...REQUEST,
      headers: { 'X-Twilio-Signature': ['one', 'two'] },
    })).signature).toBe('one,two');
  });

  test('no signature and no body are left to the check', () => {
    expect(readRequest(front({ url: REQUEST.url }))).toMatchObject({ body: '', signature: undefined });
  });
});

test("an event with only one of a REST API's two header maps is read", () => {
  const { headers, multiValueHeaders, ...event } = restApi(REQUEST);

  expect(readRequest({ ...event, headers }).signature).toBe('c2ln');
  expect(readRequest({ ...event, multiValueHeaders }).signature).toBe('c2ln');
});

test.each([
  'not base64!', 'YWJj\nYWJj', 'YWJ', 'YWJjZA', 'YW=j', '=', 'YWJj====', '-_-_', 'YWJjé',
].map((body) => ({ body })))('the broken base64 body "$body" is rejected with 400', ({ body }) => {
  expect(() => readRequest({ ...httpApi(REQUEST), body })).toThrow(rejection(400, 'not_a_webhook'));
});

describe('the size of a base64 body is checked before it is decoded', () => {
  /** The shortest base64 of more than 64 KiB. Neither length is valid base64, which only decoding would notice. */
  const TOO_LONG = 87_388;

  test.each([
    { length: TOO_LONG, status: 413, reason: 'too_large' },
    { length: TOO_LONG - 4, status: 400, reason: 'not_a_webhook' },
  ])('a body of $length characters that is not base64 is rejected with $status', ({ length, status, reason }) => {
    expect(() => readRequest({ ...httpApi(REQUEST), body: '!'.repeat(length) })).toThrow(rejection(status, reason));
  });

  test('a body that is too large is never decoded', () => {
    const decode = jest.spyOn(Buffer, 'from');
    try {
      expect(() => readRequest({
        ...httpApi(REQUEST),
        body: 'YWJj'.repeat(30_000),
      })).toThrow(rejection(413, 'too_large'));
      expect(decode).not.toHaveBeenCalledWith(expect.anything(), 'base64');
    } finally {
      decode.mockRestore();
    }
  });
});

test.each([1, true, [], {}, ['a=1']].map((body) => ({ body })))('the body $body is rejected with 400', ({ body }) => {
  expect(() => readRequest({ ...httpApi(REQUEST), body })).toThrow(rejection(400, 'not_a_webhook'));
});

test.each([
  { name: 'another type', timeEpoch: '1700000000000' },
  { name: 'missing', timeEpoch: undefined },
  { name: 'NaN', timeEpoch: NaN },
  { name: 'null', timeEpoch: null },
])('a time that is $name is ignored', ({ timeEpoch }) => {
  const event = httpApi(REQUEST);

  expect(readRequest({ ...event, requestContext: { ...event.requestContext, timeEpoch } }).receivedAt).toBeUndefined();
});

test.each([
  undefined, null, 0, NaN, true, '', 'event', [], [null], {}, { requestContext: null },
  { requestContext: { http: null } }, { requestContext: 1 }, { httpMethod: null }, { httpMethod: 5 },
  { httpMethod: {} }, { Records: [{ body: 'x' }] }, { source: 'aws.events' }, { headers: null },
].map((event) => ({ event })))('the event $event is rejected with 400', ({ event }) => {
  expect(() => readRequest(event)).toThrow(rejection(400, 'not_a_webhook'));
});

describe('whatever an event holds', () => {
  const valid = fc.constantFrom(
    httpApi,
    restApi,
    functionUrl,
    plainBody,
  ).map((front) => front(REQUEST) as Record<string, unknown>);

  test('it is read or rejected', () => {
    const keys = fc.constantFrom(
      'httpMethod',
      'headers',
      'multiValueHeaders',
      'body',
      'isBase64Encoded',
      'requestContext',
    );
    fc.assert(fc.property(valid, keys, fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('Content-Type', 'x-twilio-signature', 'http', 'timeEpoch'), fc.jsonValue()),
    ),
    (event, key, value) => {
      try {
        expect(typeof readRequest({ ...event, [key]: value }).body).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(Rejection);
      }
    }));
  });

  test.each([
    { toString: 1 }, { toString: null, valueOf: null },
  ].map((value) => ({ value })))('a header value that is not a string ($value) is rejected or ignored', ({ value }) => {
    const event = {
      ...restApi(REQUEST),
      multiValueHeaders: { 'Content-Type': ['application/x-www-form-urlencoded'], 'X-Twilio-Signature': [value] },
    };

    expect(() => readRequest(event)).not.toThrow(TypeError);
  });
});
