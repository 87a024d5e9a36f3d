import { answerPageApi, PageActions } from '../../../src/local/page-server/page-api';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';
import { UserError } from '../../../src/local/user-error';

const TEXT = { from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false };
const PICTURE = { contentType: 'image/png', base64: 'AAAA' };

const calls: unknown[][] = [];
const call = (name: string) => (...args: unknown[]) => void calls.push([name, ...args]);
const actions: PageActions = {
  sendText: call('sendText'),
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
  ['/api/texts', TEXT, ['sendText', TEXT]],
  ['/api/texts', { ...TEXT, from: '72345', body: ' \r\n"😀" ', isForged: true }, ['sendText', { ...TEXT, from: '72345', body: ' \r\n"😀" ', isForged: true }]],
  ['/api/texts', { ...TEXT, channel: 'whatsapp', media: [PICTURE] }, ['sendText', { ...TEXT, channel: 'whatsapp', media: [PICTURE] }]],
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
  ['no sender', '/api/texts', JSON.stringify({ ...TEXT, from: undefined })],
  ['a sender that is no number', '/api/texts', JSON.stringify({ ...TEXT, from: 'me' })],
  ['no channel', '/api/texts', JSON.stringify({ ...TEXT, channel: 'fax' })],
  ['no text', '/api/texts', JSON.stringify({ ...TEXT, body: undefined })],
  ['a text that is too long', '/api/texts', JSON.stringify({ ...TEXT, body: 'x'.repeat(1601) })],
  ['an attachment of no type', '/api/texts', JSON.stringify({ ...TEXT, channel: 'mms', media: [{ contentType: 'a b', base64: '' }] })],
  ['an attachment that is none', '/api/texts', JSON.stringify({ ...TEXT, channel: 'mms', media: [null] })],
  ['an SMS with an attachment', '/api/texts', JSON.stringify({ ...TEXT, media: [PICTURE] })],
  ['eleven attachments', '/api/texts', JSON.stringify({ ...TEXT, channel: 'mms', media: Array(11).fill(PICTURE) })],
  ['null', '/api/texts', 'null'],
  ['no JSON', '/api/texts', '{'],
  ['more than it reads', '/api/texts', JSON.stringify({ ...TEXT, more: 'x'.repeat(9_000_000) })],
  ['what the action rejects', '/api/repeat', '{"id":"gone"}'],
])('rejects %s', async (_, path, body) => {
  const response = await post(path, body);

  expect([response.status, await response.json()]).toEqual([400, { message: expect.any(String) }]);
  expect(calls).toEqual([]);
});

test('has nothing else', async () => {
  expect((await fetch(`http://127.0.0.1:${api.port}/api/texts`)).status).toBe(404);
  expect((await post('/api/constructor', '{}')).status).toBe(404);
});
