import { testContext } from './support';
import { runCli } from '../../src/cli/program';
import { AUTH_TOKEN } from '../support/messages';

// Arguments that are rejected before a command is loaded. The commands themselves are tested in the folders of their
// names.

test.each([
  { command: 'connect' },
  { command: 'disconnect' },
  { command: 'text' },
  { command: 'check' },
])('$command --help has examples', async ({ command }) => {
  const context = testContext();

  expect(await runCli([command, '--help'], context)).toBe(0);
  expect(context.out()).toContain(`\nExamples:\n  $ cdk-twilio-sms-gateway ${command} `);
});

test('text --help says that a URL does not tell the mode', async () => {
  const context = testContext();
  await runCli(['text', '--help'], context);

  expect(context.out()).toMatch(/ReplyMode\.asynchronous[^]*is rejected[^]*URL/);
});

test.each([
  { args: ['connect'], message: "missing required argument 'stack'" },
  { args: ['connect', 'Echo', '--only', 'half'], message: 'Allowed choices are secret, proof, number' },
  {
    args: ['connect', 'Echo', '--number', '+15005550001', '--messaging-service', 'MG1'],
    message: 'cannot be used with',
  },
  { args: ['connect', 'Echo', AUTH_TOKEN], message: 'too many arguments' },
  { args: ['connect', 'Echo', `--auth-token=${AUTH_TOKEN}`], message: "unknown option '--auth-token=[hidden]'" },
  { args: ['disconnect'], message: "missing required argument 'stack'" },
  { args: ['text', 'hello', '--to', 'Echo', '--media', 'cat.jpg'], message: 'Expected an http or https URL' },
  { args: ['text', 'hello', '--to', 'Echo', '--param', 'ButtonPayload'], message: 'such as ButtonPayload=yes' },
  { args: ['text', 'hello', '--to', 'Echo', '--param', '__proto__=x'], message: 'Expected a name of letters and digits' },
  { args: ['text', 'hello', '--to', 'Echo', '--json', '--raw'], message: 'cannot be used with' },
  { args: ['text', 'hello', '--to', 'Echo', '--channel', 'fax'], message: 'Allowed choices are sms, whatsapp' },
  { args: ['check'], message: "missing required argument 'stack | url'" },
  { args: ['check', 'Echo', '--since', 'ever'], message: 'Expected a duration such as 30m, 6h or 7d.' },
])('$args is rejected in one line, with exit code 2', async ({ args, message }) => {
  const context = testContext();

  expect(await runCli(args, context)).toBe(2);
  expect(context.err()).toContain(message);
  expect(context.err().trim()).not.toContain('\n');
  expect(context.err()).not.toContain(AUTH_TOKEN);
});
