import { ReplyHandler, ReplyMode } from '../../src';
import { GuardedApp } from '../support/guarded-app';
import { ServedApp, synthesize } from '../support/served-app';

jest.setTimeout(60_000); // apps are synthesized, and run

const MESSAGE = { body: 'Hello', messageSid: `SM${'1'.repeat(32)}` };

test('dev emulates the table, so that a duplicate gets the stored answer and is logged as one', async () => {
  const app = await ServedApp.start(synthesize({ deduplication: {} }));
  try {
    for (let i = 0; i < 3; i++) expect(await app.text(MESSAGE)).toEqual({ status: 200, messages: [{ body: 'Hello' }] });
    expect(await app.text({ ...MESSAGE, body: 'Another' })).toEqual({ status: 200, messages: [{ body: 'Another' }] });

    expect(app.log.map(({ outcome, duplicate, deduplication }) => [outcome, duplicate, deduplication])).toEqual([
      ['replied', undefined, undefined],
      ['duplicate', 'stored', undefined],
      ['duplicate', 'stored', undefined],
      ['replied', undefined, undefined],
    ]);
  } finally {
    await app.close();
  }
});

test.each([
  { name: 'synchronous', replyMode: ReplyMode.synchronous(), functions: 1 },
  { name: 'asynchronous', replyMode: ReplyMode.asynchronous(), functions: 2 },
] as const)('the permissions of the $name mode are enough, and each is needed', async ({ replyMode, functions }) => {
  const app = await GuardedApp.start(
    synthesize({ deduplication: {}, replyMode, replyHandler: ReplyHandler.text('Hi') }),
  );
  try {
    for (let i = 0; i < 2; i++) expect((await app.text(app.gateways[0], MESSAGE)).status).toBe(200);
    const used = () =>
      new Set(
        app.uses
          .filter(({ permission }) => permission.action.startsWith('dynamodb:'))
          .map(({ roleId, permission }) => `${roleId} ${permission.action}`),
      );
    const isDone = () =>
      used().size === 2 * functions
      && app.log.filter((line) => line.includes('"outcome":"replied"')).length === functions;
    for (const end = Date.now() + 20_000; !isDone() && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }

    expect(app.denied).toEqual([]);
    expect(used().size).toBe(2 * functions);
    expect(app.log.join()).not.toContain('"deduplication":"unavailable"');
    if (functions === 2) expect(app.replies).toEqual(['Hi']); // the copy is not queued
  } finally {
    await app.close();
  }
});
