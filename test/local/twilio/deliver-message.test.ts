import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { deliverMessage } from '../../../src/local/twilio/deliver-message';

let server: LoopbackServer;

afterEach(async () => server.close());

async function outcomeOf(status: number, contentType: string | undefined, body: string) {
  server = await listenOnLoopback(0, () => (_, response) => {
    response.writeHead(status, contentType === undefined ? {} : { 'content-type': contentType }).end(body);
  });
  return deliverMessage({ url: `http://127.0.0.1:${server.port}/sms`, headers: {}, body: '' });
}

test.each<[name: string, status: number, contentType: string | undefined, body: string, outcome: object]>([
  ['TwiML', 200, 'text/xml; charset=utf-8', '<Response><Message>hi</Message></Response>', { status: 200, replies: [{ body: 'hi', media: [] }] }],
  ['no reply', 200, 'application/xml', '<Response/>', { status: 200, replies: [] }],
  ['plain text, which Twilio sends', 200, 'text/plain', 'hi', { status: 200, replies: [{ body: 'hi', media: [] }] }],
  ['nothing', 204, undefined, '', { status: 204, replies: [] }],
  ['a rejection', 403, undefined, '', { status: 403, replies: [], problem: 'The webhook answered 403 (Twilio error 11217).' }],
  ['JSON', 200, 'application/json', '{}', { status: 200, replies: [], problem: 'The answer is application/json, not TwiML (Twilio error 12300).' }],
  ['broken XML', 200, 'text/xml', '<Response>', { status: 200, replies: [], problem: expect.stringContaining('not valid TwiML (Twilio error 12100)') }],
])('reads %s as Twilio would', async (_, status, contentType, body, outcome) => {
  expect(await outcomeOf(status, contentType, body)).toEqual(outcome);
});

test('says so when nobody answers', async () => {
  server = await listenOnLoopback(0, () => (request) => request.socket.destroy());

  expect(await deliverMessage({ url: `http://127.0.0.1:${server.port}/`, headers: {}, body: '' }))
    .toEqual({ replies: [], problem: 'The webhook could not be reached (Twilio error 11200).' });
});
