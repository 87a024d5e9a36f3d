import { guardSecrets } from '../../../src/cli/terminal/guarded-context';
import { testContext } from '../support';

test('neither output shows a hidden secret, whoever writes it', () => {
  const context = testContext({ env: { TWILIO_AUTH_TOKEN: 'from-the-environment' } });
  const { stdout, stderr, hide } = guardSecrets(context);
  hide('typed-by-hand');
  hide('');
  stdout.write('a typed-by-hand b from-the-environment c');
  stderr.write('Error: typed-by-hand typed-by-hand');

  expect(context.out() + context.err()).toBe('a [hidden] b [hidden] cError: [hidden] [hidden]');
});
