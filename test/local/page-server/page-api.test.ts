import { answerPageApi, PageActions } from '../../../src/local/page-server/page-api';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { UserError } from '../../../src/local/problems/user-error';

const TEXT = { from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false };
const PICTURE = { contentType: 'image/png', base64: 'AAAA' };

const calls: unknown[][] = [];
const call = (name: string) => (...args: unknown[]) => void calls.push([name, ...args]);
const actions: PageActions = {
  sendMessage: call('sendMessage'),
  repeat: (id) => {
    if (id === 'gone') throw new UserError('It is gone.');
    calls.push(['repeat', id]);
  },
  rotateToken: call('rotateToken'),
  restart: call('restart'),
  setSwitches: call('setSwitches'),
  switchTo: call('switchTo'),
  clear: call('clear'),
};

let api: LoopbackServer;

beforeAll(async () => {
  api = await listenOnLoopback(0, () => (request, response) => {
    void answerPageApi(request, request.url!, actions).then(({ status, body }) => response.writeHead(status).end(body));
  });
});

beforeEach(() => calls.splice(0));
afterAll(async () => api.close());

const post = async (path: string, body: string) => fetch(`http://127.0.0.1:${api.port}${path}`, { method: 'POST', body });

test.each<[path: string, input: object, expected: unknown[]]>([
  ['/api/messages', TEXT, ['sendMessage', TEXT]],
  ['/api/messages', { ...TEXT, from: '72345', body: ' \r\n"😀" ', isForged: true }, ['sendMessage', { ...TEXT, from: '72345', body: ' \r\n"😀" ', isForged: true }]],
  ['/api/messages', { ...TEXT, channel: 'whatsapp', media: [PICTURE] }, ['sendMessage', { ...TEXT, channel: 'whatsapp', media: [PICTURE] }]],
  ['/api/repeat', { id: 'x' }, ['repeat', 'x']],
  ['/api/rotate', {}, ['rotateToken']],
  ['/api/restart', {}, ['restart']],
  ['/api/switches', { delayMs: 2000 }, ['setSwitches', { delayMs: 2000 }]],
  ['/api/switches', { secretStoreFails: true, delayMs: -1 }, ['setSwitches', { secretStoreFails: true }]],
  ['/api/gateway', { gateway: 'Echo/Sms' }, ['switchTo', 'Echo/Sms']],
  ['/api/clear', {}, ['clear']],
])('POST %s %j', async (path, input, expected) => {
  const response = await post(path, JSON.stringify(input));

  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(calls).toEqual([expected]);
});

test.each<[name: string, path: string, body: string]>([
  ['no sender', '/api/messages', JSON.stringify({ ...TEXT, from: undefined })],
  ['a sender that is no number', '/api/messages', JSON.stringify({ ...TEXT, from: 'me' })],
  ['no channel', '/api/messages', JSON.stringify({ ...TEXT, channel: 'fax' })],
  ['no text', '/api/messages', JSON.stringify({ ...TEXT, body: undefined })],
  ['a text that is too long', '/api/messages', JSON.stringify({ ...TEXT, body: 'x'.repeat(1601) })],
  ['an attachment of no type', '/api/messages', JSON.stringify({ ...TEXT, channel: 'mms', media: [{ contentType: 'a b', base64: '' }] })],
  ['an attachment that is none', '/api/messages', JSON.stringify({ ...TEXT, channel: 'mms', media: [null] })],
  ['an SMS with an attachment', '/api/messages', JSON.stringify({ ...TEXT, media: [PICTURE] })],
  ['eleven attachments', '/api/messages', JSON.stringify({ ...TEXT, channel: 'mms', media: Array(11).fill(PICTURE) })],
  ['null', '/api/messages', 'null'],
  ['no JSON', '/api/messages', '{'],
  ['more than it reads', '/api/messages', JSON.stringify({ ...TEXT, more: 'x'.repeat(9_000_000) })],
  ['what the action rejects', '/api/repeat', '{"id":"gone"}'],
])('rejects %s', async (_, path, body) => {
  const response = await post(path, body);

  expect([response.status, await response.json()]).toEqual([400, { message: expect.any(String) }]);
  expect(calls).toEqual([]);
});

test('has nothing else', async () => {
  expect((await fetch(`http://127.0.0.1:${api.port}/api/messages`)).status).toBe(404);
  expect((await post('/api/constructor', '{}')).status).toBe(404);
});
