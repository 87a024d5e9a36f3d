import { emptyResponse, twimlResponse } from '../../../src/runtime/webhook/response';

test('TwiML is sent as 200 text/xml, since Twilio would not run anything else or would send it to the sender', () => {
  expect(twimlResponse('<Response/>')).toEqual({
    statusCode: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: '<Response/>',
  });
});

test.each([
  204, 400, 403, 405, 413, 415, 500, 503,
].map((status) => ({ status })))('the response with status $status has an empty body', ({ status }) => {
  expect(emptyResponse(status)).toEqual({ statusCode: status, body: '' });
});
