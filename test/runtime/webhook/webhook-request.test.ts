import fc from 'fast-check';
import { Rejection } from '../../../src/runtime/log/rejection';
import { MAX_BODY_BYTES, readRequest } from '../../../src/runtime/webhook/webhook-request';
import { FRONTS, functionUrl, httpApi, plainBody, restApi } from '../../support/events';
import { messageForm } from '../../support/messages';
import { encodeForm } from '../../support/signer';

const FORM = messageForm({ Body: ' "Hi" & + \r\n\u{1F600}=%' });
const REQUEST = { url: 'https://example.com/sms', form: FORM, headers: { 'X-Twilio-Signature': 'c2ln' }, receivedAt: 1_700_000_000_000 };

const rejection = (status: number, reason: string) => expect.objectContaining({ name: 'Rejection', status, reason });

describe.each(FRONTS)('behind %s', (_, front) => {
  test('body, signature and time are read', () => {
    expect(readRequest(front(REQUEST))).toEqual({ body: encodeForm(FORM), signature: 'c2ln', receivedAt: 1_700_000_000_000 });
  });

  test('a body that is not UTF-8 is no exception', () => {
    expect(readRequest(front({ ...REQUEST, body: Buffer.from([0x61, 0x3d, 0xff]) })).body).toBe('a=\uFFFD');
  });

  test('a body of 64 KiB is read, one more byte is rejected', () => {
    const body = 'a'.repeat(MAX_BODY_BYTES);

    expect(readRequest(front({ ...REQUEST, body })).body).toBe(body);
    for (const more of [1, 2, 3, 4, 100_000]) {
      expect(() => readRequest(front({ ...REQUEST, body: body + 'a'.repeat(more) }))).toThrow(rejection(413, 'too_large'));
    }
  });

  test('the size of a body is that of its bytes', () => {
    const body = '\u{1F600}'.repeat(MAX_BODY_BYTES / 4);

    expect(readRequest(front({ ...REQUEST, body })).body).toBe(body);
    expect(() => readRequest(front({ ...REQUEST, body: body + 'a' }))).toThrow(rejection(413, 'too_large'));
  });

  test.each(['GET', 'PUT', 'HEAD', 'OPTIONS', 'DELETE'])('%s is rejected, and the log says what to choose', (method) => {
    expect(() => readRequest(front({ ...REQUEST, method }))).toThrow(rejection(405, 'not_a_webhook'));
    expect(() => readRequest(front({ ...REQUEST, method }))).toThrow(/POST/);
  });

  test.each([
    'application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=UTF-8', 'application/x-www-form-urlencoded;charset=utf-8',
    ' Application/X-WWW-Form-URLencoded ',
  ])('the content type %j is a form', (contentType) => {
    expect(readRequest(front({ ...REQUEST, headers: { 'Content-Type': contentType } })).body).toBe(encodeForm(FORM));
  });

  test.each([
    undefined, '', 'application/json', 'multipart/form-data; boundary=x', 'text/plain', 'application/x-www-form-urlencodedx',
    'application/json; application/x-www-form-urlencoded',
  ])('the content type %j is rejected with 415', (contentType) => {
    expect(() => readRequest(front({ ...REQUEST, headers: { 'Content-Type': contentType } }))).toThrow(rejection(415, 'not_a_webhook'));
  });

  test.each(['X-Twilio-Signature', 'x-twilio-signature', 'X-TWILIO-SIGNATURE', 'x-Twilio-signaturE'])('the header may be spelled %s', (name) => {
    expect(readRequest(front({ ...REQUEST, headers: { [name]: 'c2ln' } })).signature).toBe('c2ln');
  });

  test('two signatures are not taken for one', () => {
    expect(readRequest(front({ ...REQUEST, headers: { 'X-Twilio-Signature': ['one', 'two'] } })).signature).toBe('one,two');
  });

  test('no signature and no body are left to the check', () => {
    expect(readRequest(front({ url: REQUEST.url }))).toMatchObject({ body: '', signature: undefined });
  });
});

test('a REST API that hands over only one of its two header maps is read', () => {
  const { headers, multiValueHeaders, ...event } = restApi(REQUEST);

  expect(readRequest({ ...event, headers }).signature).toBe('c2ln');
  expect(readRequest({ ...event, multiValueHeaders }).signature).toBe('c2ln');
});

test.each(['not base64!', 'YWJj\nYWJj', 'YWJ', 'YWJjZA', 'YW=j', '=', 'YWJj====', '-_-_', 'YWJjé'])('the broken base64 body %j is rejected with 400', (body) => {
  expect(() => readRequest({ ...httpApi(REQUEST), body })).toThrow(rejection(400, 'not_a_webhook'));
});

test.each([1, true, [], {}, ['a=1']])('the body %j is rejected with 400', (body) => {
  expect(() => readRequest({ ...httpApi(REQUEST), body })).toThrow(rejection(400, 'not_a_webhook'));
});

test.each([
  ['another type', '1700000000000'], ['missing', undefined], ['NaN', NaN], ['null', null],
])('a time that is %s is none', (_, timeEpoch) => {
  const event = httpApi(REQUEST);

  expect(readRequest({ ...event, requestContext: { ...event.requestContext, timeEpoch } }).receivedAt).toBeUndefined();
});

test.each([
  undefined, null, 0, NaN, true, '', 'event', [], [null], {}, { requestContext: null }, { requestContext: { http: null } }, { requestContext: 1 },
  { httpMethod: null }, { httpMethod: 5 }, { httpMethod: {} }, { Records: [{ body: 'x' }] }, { source: 'aws.events' }, { headers: null },
])('the event %j is rejected with 400', (event) => {
  expect(() => readRequest(event)).toThrow(rejection(400, 'not_a_webhook'));
});

describe('whatever an event holds', () => {
  const valid = fc.constantFrom(httpApi, restApi, functionUrl, plainBody).map((front) => front(REQUEST) as Record<string, unknown>);

  test('it is read or rejected', () => {
    const keys = fc.constantFrom('httpMethod', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded', 'requestContext');
    fc.assert(fc.property(valid, keys, fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom('Content-Type', 'x-twilio-signature', 'http', 'timeEpoch'), fc.jsonValue())),
      (event, key, value) => {
        try {
          expect(typeof readRequest({ ...event, [key]: value }).body).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(Rejection);
        }
      }));
  });

  test.each<object>([{ toString: 1 }, { toString: null, valueOf: null }])('even values that have no text (%j) are rejected or ignored', (value) => {
    const event = { ...restApi(REQUEST), multiValueHeaders: { 'Content-Type': ['application/x-www-form-urlencoded'], 'X-Twilio-Signature': [value] } };

    expect(() => readRequest(event)).not.toThrow(TypeError);
  });
});
