import { echo } from '../../../src/runtime/reply/echo';
import { loadReply } from '../../../src/runtime/reply/reply-module';

const reply = () => 'Hi';

test('echo is built in: nothing is imported', async () => {
  const importModule = jest.fn();

  await expect(loadReply('echo', importModule)).resolves.toBe(echo);
  expect(importModule).not.toHaveBeenCalled();
});

test.each<[string, Record<string, unknown>]>([
  ['the default export', { default: reply }],
  ['the export `reply`', { reply }],
  ['the export `reply` beside a default that is no function', { default: { version: 1 }, reply }],
  ['the default export before the export `reply`', { default: reply, reply: () => 'other' }],
  ['the export `reply` of a CommonJS module', { default: { reply } }],
  ['the export `reply` beside a default of null', { default: null, reply }],
])('%s is the handler', async (_, module) => {
  const importModule = jest.fn(async () => module);

  await expect(loadReply('./reply.mjs', importModule)).resolves.toBe(reply);
  expect(importModule).toHaveBeenCalledWith('./reply.mjs');
});

test.each<[Record<string, unknown>, string]>([
  [{}, 'it exports nothing'],
  [{ handler: reply, other: 1 }, 'it exports handler, other'],
  [{ default: 'Hi' }, 'it exports default'],
  [{ default: null }, 'it exports default'],
])('a module %j without a handler is rejected, and the error says what is there', async (module, message) => {
  await expect(loadReply('./reply.mjs', async () => module)).rejects.toThrow(message);
});

test('a module that cannot be loaded is an error', async () => {
  const error = new SyntaxError('Unexpected token');

  await expect(loadReply('./reply.mjs', async () => Promise.reject(error))).rejects.toBe(error);
});
