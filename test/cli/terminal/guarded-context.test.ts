import { guardOutputs } from '../../../src/cli/terminal/guarded-context';
import { styleFor } from '../../../src/cli/terminal/style';
import { testContext } from '../support';

test('neither output shows a hidden secret, whoever writes it', () => {
  const context = testContext({ env: { TWILIO_AUTH_TOKEN: 'from-the-environment' } });
  const { stdout, stderr, hide } = guardOutputs(context);
  hide('typed-by-hand');
  hide('');
  stdout.write('a typed-by-hand b from-the-environment c');
  stderr.write('Error: typed-by-hand typed-by-hand');

  expect(context.out() + context.err()).toBe('a [hidden] b [hidden] cError: [hidden] [hidden]');
});

test('a text of somebody else does not control the terminal, and our own style does', () => {
  const context = testContext({ env: {} });
  const { stdout, stderr } = guardOutputs(context);
  const { red } = styleFor({ isTTY: true, write: () => undefined }, {});
  stdout.write(red('a\x1b]0;X\x07\x1b[2J\x1b[31mb\rc\x9bd\u2028e\u202ef\tg\n'));
  stderr.write('\x00\x08\x7f\r\n');

  expect(context.out()).toBe(
    '\x1b[31ma\\u001b]0;X\\u0007\\u001b[2Jb\\u000dc\\u009bd\\u2028e\\u202ef\tg\n\x1b[39m',
  );
  expect(context.err()).toBe('\\u0000\\u0008\\u007f\n');
});

test('printed JSON means the same', () => {
  const context = testContext({ env: {} });
  const value = { text: 'a\x1b[2J\n\x9b\u2028\x7f' };
  guardOutputs(context).stdout.write(JSON.stringify(value));

  expect(JSON.parse(context.out())).toEqual(value);
  expect(context.out()).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028]/);
});

test('outputs are guarded once', () => {
  const guarded = guardOutputs(testContext({ env: {} }));

  expect(guardOutputs(guarded)).toBe(guarded);
});
