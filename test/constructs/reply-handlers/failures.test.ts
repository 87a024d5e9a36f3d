import { writeFileSync } from 'fs';
import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import { ReplyHandler } from '../../../src';
import { ServedApp, synthesize, temporaryFolder } from '../../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and some of them run

// Failures of a handler, in the real asset and in the process in which `dev` runs it.

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
  app = await ServedApp.start(synthesize({
    replyHandler: ReplyHandler.fromModule(ENTRY),
    timeout: Duration.seconds(2),
  }));
});
afterAll(async () => app.close());
afterEach(async () => {
  expect(await app.text('again')).toEqual({ status: 200, messages: [{ body: 'Hello again' }] });
});

describe('the webhook answers 500 and logs the cause:', () => {
  test.each<{ body: string; name: string; message: string }>([
    { body: 'throws', name: 'RangeError', message: 'No answer to throws from +15005550006' }, // whole under dev, hidden when deployed
    { body: 'rejects', name: 'Error', message: 'Rejected rejects' },
    { body: 'throwsNoError', name: 'Error', message: 'must throw an Error, got a value of type string' },
    { body: 'neverSettles', name: 'ReplyTimeout', message: 'still running' },
    { body: 'isLate', name: 'ReplyTimeout', message: 'still running' },
    { body: 'returnsANumber', name: 'TypeError', message: 'got a value of type number' },
    { body: 'returnsAnEmptyMessage', name: 'TypeError', message: 'needs a body or media' },
    { body: 'returnsElevenMessages', name: 'TypeError', message: 'at most 10' },
    { body: 'returnsTooMuch', name: 'RangeError', message: 'bytes of TwiML' },
  ])('a handler that $body', async ({ body, name, message }) => {
    expect(await app.text(body)).toEqual({ status: 500, messages: [] });

    const line = app.log.at(-1)!;
    expect(line).toMatchObject({
      level: 'ERROR',
      outcome: 'failed',
      reason: 'handler_failed',
      status: 500,
      error: { name, message: expect.stringContaining(message) },
    });
  });
});

describe('the platform stops the process and logs why, and the front end answers 5xx:', () => {
  test.each<{ body: string; said: string }>([
    { body: 'blocks', said: 'Task timed out after 2.00 seconds' },
    { body: 'exits', said: 'Runtime exited: exit status 7' },
    { body: 'kills', said: 'Runtime exited: SIGKILL' },
    { body: 'crashesLater', said: 'Runtime exited: exit status 1' },
  ])('a handler that $body', async ({ body, said }) => {
    expect(await app.text(body)).toEqual({ status: 500, messages: [] });
    expect(app.printed).toContain(said);
  });
});

test('with errorReply the sender gets it, unless the process was stopped', async () => {
  const polite = await ServedApp.start(synthesize({
    replyHandler: ReplyHandler.fromModule(ENTRY),
    timeout: Duration.seconds(2),
    errorReply: 'Sorry',
  }));
  const answers = [await polite.text('throws'), await polite.text('neverSettles'), await polite.text('exits')];
  await polite.close();

  expect(answers).toEqual([
    { status: 200, messages: [{ body: 'Sorry' }] },
    { status: 200, messages: [{ body: 'Sorry' }] },
    { status: 500, messages: [] },
  ]);
});

test.each<{ name: string; code: string; message: string }>([
  { name: 'throws while it is loaded', code: "throw new Error('No config');", message: 'No config' },
  { name: 'exports no function, unseen by synth', code: 'export default JSON.parse(\'"Hello"\');', message: 'it exports default' },
])('a module that $name is a failed handler, each time', async ({ code, message }) => {
  const entry = path.join(temporaryFolder(), 'reply.mjs');
  writeFileSync(entry, code + (code.includes('export') ? '' : '\nexport default () => 1;'));
  const broken = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromModule(entry) }));
  const statuses = [(await broken.text('a')).status, (await broken.text('b')).status];
  await broken.close();

  expect(statuses).toEqual([500, 500]);
  expect(broken.log.map(({ error }) => error?.message).filter(Boolean)).toEqual([
    expect.stringContaining(message),
    expect.stringContaining(message),
  ]);
});
