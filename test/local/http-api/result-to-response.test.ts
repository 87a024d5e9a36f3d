import { httpApiResponse, internalServerError } from '../../../src/local/http-api/result-to-response';

test('status, headers and body of a result are those of the response', () => {
  expect(
    httpApiResponse({ statusCode: 200, headers: { 'Content-Type': 'text/xml', 'x-number': 1 }, body: '<Response/>' }),
  ).toEqual({
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-number': '1' },
    body: Buffer.from('<Response/>'),
  });
});

test('a base64 body is decoded', () => {
  expect(httpApiResponse({ statusCode: 200, body: '/wA=', isBase64Encoded: true }).body).toEqual(
    Buffer.from([0xff, 0]),
  );
});

test('a result needs neither body nor headers', () => {
  expect(httpApiResponse({ statusCode: 403 })).toEqual({ status: 403, headers: {}, body: Buffer.alloc(0) });
});

test('cookies become Set-Cookie headers', () => {
  expect(httpApiResponse({ statusCode: 200, cookies: ['a=1', 'b=2'] }).headers).toEqual({
    'set-cookie': ['a=1', 'b=2'],
  });
});

test.each([
  { name: 'an object', result: { hello: 1 }, body: '{"hello":1}' },
  { name: 'a string', result: 'hello', body: 'hello' },
  { name: 'nothing', result: undefined, body: '' },
])('$name without status code becomes the body of a 200', ({ result, body }) => {
  expect(httpApiResponse(result)).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  });
});

test.each([
  { name: 'a status that is no number', result: { statusCode: 'abc' } },
  { name: 'a status out of range', result: { statusCode: 99 } },
  { name: 'a header that HTTP does not allow', result: { statusCode: 200, headers: { 'x-a': 'line\nbreak' } } },
])('a result with $name becomes a 500', ({ result }) => {
  expect(httpApiResponse(result)).toEqual(internalServerError());
  expect(internalServerError().body.toString()).toBe('{"message":"Internal Server Error"}');
});
