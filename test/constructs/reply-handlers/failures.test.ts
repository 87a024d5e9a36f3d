import { writeFileSync } from 'fs';
import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import { ReplyHandler } from '../../../src';
import { ServedApp, synthesize, temporaryFolder } from '../../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

// What a handler can do wrong, in the real asset and the process in which `dev` runs it.

const ENTRY = path.join(temporaryFolder(), 'reply.mjs');
writeFileSync(ENTRY, `
  const wrong = {
    throws: ({ body, from }) => { throw new RangeError(\`No answer to \${body} from \${from}\`); },
    rejects: async ({ body }) => { await null; throw new Error(\`Rejected \${body}\`); },
    throwsNoError: () => { throw 'just a text'; },
    neverSettles: () => new Promise(() => {}),
    isLate: () => new Promise((resolve) => setTimeout(resolve, 5000, 'late')),
    returnsANumber: () => 42,
    returnsAnEmptyMessage: () => ({}),
    returnsElevenMessages: () => Array(11).fill({ body: 'a' }),
    returnsTooMuch: () => '&'.repeat(16000),
    blocks: () => { for (;;); },
    exits: () => process.exit(7),
    kills: () => process.kill(process.pid, 'SIGKILL'),
    crashesLater: () => new Promise(() => setTimeout(() => { throw new Error('Nobody catches this'); })),
  };
  export default (message, context) => (wrong[message.body] ?? (() => \`Hello \${message.body}\`))(message, context);
`);

let app: ServedApp;
beforeAll(async () => {
  app = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromModule(ENTRY), timeout: Duration.seconds(2) }));
});
afterAll(async () => app.close());
afterEach(async () => {
  expect(await app.text('again')).toEqual({ status: 200, messages: [{ body: 'Hello again' }] });
});

describe('is answered 500, and logged with its cause:', () => {
  test.each<[string, string, string]>([
    ['throws', 'RangeError', 'No answer to [hidden] from [hidden]'],
    ['rejects', 'Error', 'Rejected [hidden]'],
    ['throwsNoError', 'Error', 'must throw an Error, got a value of type string'],
    ['neverSettles', 'ReplyTimeout', 'still running'],
    ['isLate', 'ReplyTimeout', 'still running'],
    ['returnsANumber', 'TypeError', 'got a value of type number'],
    ['returnsAnEmptyMessage', 'TypeError', 'needs a body or media'],
    ['returnsElevenMessages', 'TypeError', 'at most 10'],
    ['returnsTooMuch', 'RangeError', '64 kB'],
  ])('a handler that %s', async (body, name, message) => {
    expect(await app.text(body)).toEqual({ status: 500, messages: [] });

    const line = app.log.at(-1)!;
    expect(line).toMatchObject({ level: 'ERROR', outcome: 'failed', reason: 'handler_failed', status: 500, error: { name, message: expect.stringContaining(message) } });
    expect(line.error.stack ?? '').not.toContain('+15005550006');
  });
});

describe('is ended by the platform, which says so, and answered 5xx by the front end:', () => {
  test.each<[string, string]>([
    ['blocks', 'Task timed out after 2.00 seconds'],
    ['exits', 'Runtime exited: exit status 7'],
    ['kills', 'Runtime exited: SIGKILL'],
    ['crashesLater', 'Runtime exited: exit status 1'],
  ])('a handler that %s', async (body, said) => {
    expect(await app.text(body)).toEqual({ status: 500, messages: [] });
    expect(app.printed).toContain(said);
  });
});

test('with errorReply the sender is told, except by a handler that was ended', async () => {
  const polite = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromModule(ENTRY), timeout: Duration.seconds(2), errorReply: 'Sorry' }));
  const answers = [await polite.text('throws'), await polite.text('neverSettles'), await polite.text('exits')];
  await polite.close();

  expect(answers).toEqual([
    { status: 200, messages: [{ body: 'Sorry' }] }, { status: 200, messages: [{ body: 'Sorry' }] }, { status: 500, messages: [] },
  ]);
});

test.each<[string, string, string]>([
  ['throws while it is loaded', "throw new Error('No config');", 'No config'],
  ['exports no function', "export default 'Hello';", 'it exports default'],
])('a module that %s is a failed handler, each time', async (_, code, message) => {
  const entry = path.join(temporaryFolder(), 'reply.mjs');
  writeFileSync(entry, code + (code.includes('export') ? '' : '\nexport default () => 1;'));
  const broken = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromModule(entry) }));
  const statuses = [(await broken.text('a')).status, (await broken.text('b')).status];
  await broken.close();

  expect(statuses).toEqual([500, 500]);
  expect(broken.log.map(({ error }) => error?.message).filter(Boolean)).toEqual([expect.stringContaining(message), expect.stringContaining(message)]);
});
