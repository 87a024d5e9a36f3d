import { echo } from '../../../src/runtime/reply/echo';
import { loadReply } from '../../../src/runtime/reply/reply-module';

const reply = () => 'Hi';

test('the built-in echo imports nothing', async () => {
  const importModule = jest.fn();

  await expect(loadReply('echo', importModule)).resolves.toBe(echo);
  expect(importModule).not.toHaveBeenCalled();
});

test.each<{ readonly name: string; readonly module: Record<string, unknown> }>([
  { name: 'the default export', module: { default: reply } },
  { name: 'the export `reply`', module: { reply } },
  { name: 'the export `reply` beside a default that is no function', module: { default: { version: 1 }, reply } },
  { name: 'the default export before the export `reply`', module: { default: reply, reply: () => 'other' } },
  { name: 'the export `reply` of a CommonJS module', module: { default: { reply } } },
  { name: 'the export `reply` beside a default of null', module: { default: null, reply } },
])('the handler is $name', async ({ module }) => {
  const importModule = jest.fn(async () => module);

  await expect(loadReply('./reply.mjs', importModule)).resolves.toBe(reply);
  expect(importModule).toHaveBeenCalledWith('./reply.mjs');
});

test.each<{ readonly module: Record<string, unknown>; readonly message: string }>([
  { module: {}, message: 'it exports nothing' },
  { module: { handler: reply, other: 1 }, message: 'it exports handler, other' },
  { module: { default: 'Hi' }, message: 'it exports default' },
  { module: { default: null }, message: 'it exports default' },
])('a module $module without a handler is an error that lists its exports', async ({ module, message }) => {
  await expect(loadReply('./reply.mjs', async () => module)).rejects.toThrow(message);
});

test('a module that cannot be loaded is an error', async () => {
  const error = new SyntaxError('Unexpected token');

  await expect(loadReply('./reply.mjs', async () => Promise.reject(error))).rejects.toBe(error);
});
