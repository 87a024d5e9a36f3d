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

test.each<{ name: string; status: number; contentType: string | undefined; body: string; outcome: object }>([
  {
    name: 'TwiML',
    status: 200,
    contentType: 'text/xml; charset=utf-8',
    body: '<Response><Message>hi</Message></Response>',
    outcome: { status: 200, replies: [{ body: 'hi', media: [] }] },
  },
  {
    name: 'no reply',
    status: 200,
    contentType: 'application/xml',
    body: '<Response/>',
    outcome: { status: 200, replies: [] },
  },
  {
    name: 'plain text, which Twilio sends',
    status: 200,
    contentType: 'text/plain',
    body: 'hi',
    outcome: { status: 200, replies: [{ body: 'hi', media: [] }] },
  },
  { name: 'nothing', status: 204, contentType: undefined, body: '', outcome: { status: 204, replies: [] } },
  {
    name: 'a rejection',
    status: 403,
    contentType: undefined,
    body: '',
    outcome: { status: 403, replies: [], problem: 'The webhook answered 403 (Twilio error 11217).' },
  },
  {
    name: 'JSON',
    status: 200,
    contentType: 'application/json',
    body: '{}',
    outcome: {
      status: 200,
      replies: [],
      problem: 'The answer has the content type application/json. Twilio expects TwiML as text/xml (error 12300).',
    },
  },
  {
    name: 'broken XML',
    status: 200,
    contentType: 'text/xml',
    body: '<Response>',
    outcome: { status: 200, replies: [], problem: expect.stringContaining('not valid TwiML (Twilio error 12100)') },
  },
])('an answer with $name is read as Twilio reads it', async ({ status, contentType, body, outcome }) => {
  expect(await outcomeOf(status, contentType, body)).toEqual(outcome);
});

test('the result without an answer has a problem', async () => {
  server = await listenOnLoopback(0, () => (request) => request.socket.destroy());

  expect(await deliverMessage({ url: `http://127.0.0.1:${server.port}/`, headers: {}, body: '' }))
    .toEqual({ replies: [], problem: 'The webhook could not be reached (Twilio error 11200).' });
});
