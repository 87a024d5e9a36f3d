import { emptyResponse, twimlResponse } from '../../../src/runtime/webhook/response';

test('TwiML is 200 text/xml: anything else Twilio would not run, or would text to the sender', () => {
  expect(twimlResponse('<Response/>')).toEqual({ statusCode: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: '<Response/>' });
});

test.each([204, 400, 403, 405, 413, 415, 500, 503])('%i is a status and nothing else', (status) => {
  expect(emptyResponse(status)).toEqual({ statusCode: status, body: '' });
});
