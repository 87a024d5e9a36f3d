import { testContext } from './support';
import { runCli } from '../../src/cli/program';
import { AUTH_TOKEN } from '../support/messages';

// What is rejected before a command is loaded. What they do is in the folders of their names.

test.each(['connect', 'disconnect', 'text', 'check'])('%s --help has examples', async (command) => {
  const context = testContext();

  expect(await runCli([command, '--help'], context)).toBe(0);
  expect(context.out()).toContain(`\nExamples:\n  $ cdk-twilio-sms-gateway ${command} `);
});

test('text --help says what it cannot know of a URL', async () => {
  const context = testContext();
  await runCli(['text', '--help'], context);

  expect(context.out()).toMatch(/ReplyMode\.asynchronous[^]*is rejected[^]*URL/);
});

test.each([
  [['connect'], "missing required argument 'stack'"],
  [['connect', 'Echo', '--only', 'half'], 'Allowed choices are secret, proof, number'],
  [['connect', 'Echo', '--number', '+15005550001', '--messaging-service', 'MG1'], 'cannot be used with'],
  [['connect', 'Echo', AUTH_TOKEN], 'too many arguments'],
  [['connect', 'Echo', `--auth-token=${AUTH_TOKEN}`], "unknown option '--auth-token=[hidden]'"],
  [['disconnect'], "missing required argument 'stack'"],
  [['text', 'hello'], "required option '--to <stack | url>' not specified"],
  [['text', 'hello', '--to', 'Echo', '--media', 'cat.jpg'], 'Expected an http or https URL'],
  [['text', 'hello', '--to', 'Echo', '--json', '--raw'], 'cannot be used with'],
  [['text', 'hello', '--to', 'Echo', '--channel', 'fax'], 'Allowed choices are sms, whatsapp'],
  [['check'], "missing required argument 'stack | url'"],
  [['check', 'Echo', '--since', 'ever'], 'Expected a duration such as 30m, 6h or 7d.'],
])('%j is rejected in one line, with exit code 2', async (args, message) => {
  const context = testContext();

  expect(await runCli(args, context)).toBe(2);
  expect(context.err()).toContain(message);
  expect(context.err().trim()).not.toContain('\n');
  expect(context.err()).not.toContain(AUTH_TOKEN);
});
