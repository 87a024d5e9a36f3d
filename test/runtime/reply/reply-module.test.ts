import { echo } from '../../../src/runtime/reply/echo';
import { loadReply, NoReplyFunction } from '../../../src/runtime/reply/reply-module';

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
  { name: "the default export of a compiler's CommonJS module", module: { default: { __esModule: true, default: reply } } },
  {
    name: 'the default export before `reply` in what a compiler has written',
    module: { default: { __esModule: true, default: reply, reply: () => 'other' }, reply: () => 'other' },
  },
  { name: 'the export `reply` beside a class', module: { default: class {}, reply } },
  { name: 'the export `reply` beside a default of null', module: { default: null, reply } },
])('the handler is $name', async ({ module }) => {
  const importModule = jest.fn(async () => module);

  await expect(loadReply('./reply.mjs', importModule)).resolves.toBe(reply);
  expect(importModule).toHaveBeenCalledWith('./reply.mjs');
});

test.each<{ readonly name: string; readonly module: Record<string, unknown>; readonly found: string }>([
  { name: 'nothing', module: {}, found: 'nothing' },
  {
    name: 'other names',
    module: { handler: reply, other: 1 },
    found: 'handler (a value of type function), other (a value of type number)',
  },
  { name: 'a text', module: { default: 'Hi' }, found: 'default (a value of type string)' },
  { name: 'null', module: { default: null }, found: 'default (null)' },
  { name: 'a class', module: { default: class {} }, found: 'default (a class)' },
  { name: 'a list and a promise', module: { default: [], reply: Promise.resolve() }, found: 'default (an array), reply (a promise)' },
  {
    name: "a compiler's module.exports, as Node.js 24 imports it",
    module: {
      'default': { __esModule: true, handler: reply },
      '__esModule': true,
      'handler': reply,
      'module.exports': { __esModule: true, handler: reply },
    },
    found: 'handler (a value of type function)',
  },
  {
    name: 'a default in module.exports that no compiler has written',
    module: { default: { default: reply } },
    found: 'default (a value of type object)',
  },
  {
    name: 'many names',
    module: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`n${i}`, null])),
    found: Array.from({ length: 10 }, (_, i) => `n${i} (null)`).join(', '),
  },
])('a module with $name has no reply function, and the error lists what it exports', async ({ module, found }) => {
  await expect(loadReply('./reply.mjs', async () => module)).rejects.toThrow(new NoReplyFunction(module));
  expect(new NoReplyFunction(module).message).toBe('The reply module must export a function, as default or as reply, '
    + `but it exports ${found}. Add "export default" to the function that answers.`);
});

test('a module that cannot be loaded is an error', async () => {
  const error = new SyntaxError('Unexpected token');

  await expect(loadReply('./reply.mjs', async () => Promise.reject(error))).rejects.toBe(error);
});
