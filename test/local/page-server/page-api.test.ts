import { answerPageApi, PageActions } from '../../../src/local/page-server/page-api';
import { UserError } from '../../../src/local/problems/user-error';
import { listenOnLoopback, LoopbackServer } from '../../../src/local/server/loopback-server';

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
  hurry: call('hurry'),
  rotateToken: call('rotateToken'),
  restart: call('restart'),
  setSwitches: call('setSwitches'),
  switchTo: call('switchTo'),
  clear: call('clear'),
  undoClear: call('undoClear'),
};

let api: LoopbackServer;

beforeAll(async () => {
  api = await listenOnLoopback(0, () => (request, response) => {
    void answerPageApi(request, request.url!, actions).then(({ status, body }) => response.writeHead(status).end(body));
  });
});

beforeEach(() => calls.splice(0));
afterAll(async () => api.close());

const post = async (path: string, body: string) =>
  fetch(`http://127.0.0.1:${api.port}${path}`, { method: 'POST', body });

test.each<{ path: string; input: object; expected: unknown[] }>([
  { path: '/api/messages', input: TEXT, expected: ['sendMessage', TEXT] },
  {
    path: '/api/messages',
    input: { ...TEXT, from: '72345', body: ' \r\n"😀" ', isForged: true },
    expected: ['sendMessage', { ...TEXT, from: '72345', body: ' \r\n"😀" ', isForged: true }],
  },
  {
    path: '/api/messages',
    input: { ...TEXT, channel: 'whatsapp', media: [PICTURE] },
    expected: ['sendMessage', { ...TEXT, channel: 'whatsapp', media: [PICTURE] }],
  },
  { path: '/api/repeat', input: { id: 'x' }, expected: ['repeat', 'x'] },
  { path: '/api/retry', input: { id: 'x' }, expected: ['hurry', 'x', 'retry'] },
  { path: '/api/give-up', input: { id: 'x' }, expected: ['hurry', 'x', 'give up'] },
  { path: '/api/rotate', input: {}, expected: ['rotateToken'] },
  { path: '/api/restart', input: {}, expected: ['restart'] },
  { path: '/api/switches', input: { delayMs: 2000 }, expected: ['setSwitches', { delayMs: 2000 }] },
  {
    path: '/api/switches',
    input: { secretStoreFails: true, delayMs: -1 },
    expected: ['setSwitches', { secretStoreFails: true }],
  },
  { path: '/api/gateway', input: { gateway: 'Echo/Sms' }, expected: ['switchTo', 'Echo/Sms'] },
  { path: '/api/clear', input: {}, expected: ['clear'] },
  { path: '/api/undo-clear', input: {}, expected: ['undoClear'] },
  {
    path: '/api/messages',
    input: { ...TEXT, channel: 'rcs', parameters: [['ButtonPayload', 'yes']] },
    expected: ['sendMessage', { ...TEXT, channel: 'rcs', parameters: [['ButtonPayload', 'yes']] }],
  },
])('POST $path with $input calls its action', async ({ path, input, expected }) => {
  const response = await post(path, JSON.stringify(input));

  expect([response.status, await response.text()]).toEqual([204, '']);
  expect(calls).toEqual([expected]);
});

test.each<{ name: string; path: string; body: string }>([
  { name: 'no sender', path: '/api/messages', body: JSON.stringify({ ...TEXT, from: undefined }) },
  { name: 'a sender that is no number', path: '/api/messages', body: JSON.stringify({ ...TEXT, from: 'me' }) },
  {
    name: 'a parameter with a name that Twilio cannot send',
    path: '/api/messages',
    body: JSON.stringify({ ...TEXT, parameters: [['a b', 'x']] }),
  },
  {
    name: 'too many parameters',
    path: '/api/messages',
    body: JSON.stringify({ ...TEXT, parameters: Array.from({ length: 41 }, (_, i) => [`A${i}`, 'x']) }),
  },
  { name: 'no channel', path: '/api/messages', body: JSON.stringify({ ...TEXT, channel: 'fax' }) },
  { name: 'no text', path: '/api/messages', body: JSON.stringify({ ...TEXT, body: undefined }) },
  { name: 'a text that is too long', path: '/api/messages', body: JSON.stringify({ ...TEXT, body: 'x'.repeat(1601) }) },
  {
    name: 'an attachment of no type',
    path: '/api/messages',
    body: JSON.stringify({ ...TEXT, channel: 'mms', media: [{ contentType: 'a b', base64: '' }] }),
  },
  {
    name: 'an attachment that is none',
    path: '/api/messages',
    body: JSON.stringify({ ...TEXT, channel: 'mms', media: [null] }),
  },
  { name: 'an SMS with an attachment', path: '/api/messages', body: JSON.stringify({ ...TEXT, media: [PICTURE] }) },
  {
    name: 'eleven attachments',
    path: '/api/messages',
    body: JSON.stringify({ ...TEXT, channel: 'mms', media: Array(11).fill(PICTURE) }),
  },
  { name: 'null', path: '/api/messages', body: 'null' },
  { name: 'no JSON', path: '/api/messages', body: '{' },
  { name: 'more than it reads', path: '/api/messages', body: JSON.stringify({ ...TEXT, more: 'x'.repeat(9_000_000) }) },
  { name: 'what the action rejects', path: '/api/repeat', body: '{"id":"gone"}' },
])('the API rejects $name', async ({ path, body }) => {
  const response = await post(path, body);

  expect([response.status, await response.json()]).toEqual([400, { message: expect.any(String) }]);
  expect(calls).toEqual([]);
});

test.each([
  {
    name: 'a missing body',
    body: undefined,
    message: 'The message has no body. Expected a string, which may be empty.',
  },
  {
    name: 'a body that is too long',
    body: 'x'.repeat(1601),
    message: 'The message is too long. Twilio takes at most 1600 characters.',
  },
])('the API says what is wrong with $name', async ({ body, message }) => {
  const response = await post('/api/messages', JSON.stringify({ ...TEXT, body }));

  expect(await response.json()).toEqual({ message });
});

test('the API has no other paths and methods', async () => {
  expect((await fetch(`http://127.0.0.1:${api.port}/api/messages`)).status).toBe(404);
  expect((await post('/api/constructor', '{}')).status).toBe(404);
});
