import { dynamoDbTable } from '../../../src/runtime/deduplication/dynamodb-table';
import { storedProgress } from '../../../src/runtime/deduplication/stored-progress';
import type { ReplyProgress } from '../../../src/runtime/worker/reply-progress';
import { FakeClock } from '../../support/fake-store';
import { TABLE, TableServer } from '../../support/table-server';
import { fakeWorker, inboundMessage, MAX_ATTEMPTS, queueRecord } from '../../support/worker';

const DAY = 24 * 60 * 60 * 1000;
const PATIENT = { connection: 20_000, request: 20_000, call: 25_000 };

let server: TableServer;
beforeAll(async () => {
  server = await TableServer.start();
});
beforeEach(() => server.reset());
afterAll(async () => server.close());

function progressOf(changes: { isRequired?: boolean; clock?: FakeClock } = {}): ReplyProgress {
  const { isRequired = false, clock = new FakeClock() } = changes;
  return storedProgress({ table: dynamoDbTable(TABLE, PATIENT), isRequired, now: clock.now });
}

test('progress is stored for 28 days, without the messages once they are sent', async () => {
  const clock = new FakeClock();
  const progress = progressOf({ clock });
  const messages = [{ body: 'One' }, { body: 'Two', media: ['https://example.com/a.png'] }];

  expect(await progress.read('k')).toEqual({ sids: [], isDone: false });
  await progress.write('k', { messages, sids: ['SM1'], isDone: false });
  expect(await progress.read('k')).toEqual({ messages, sids: ['SM1'], isDone: false });
  await progress.write('k', { messages, sids: ['SM1', 'SM2'], isDone: true });
  expect(await progress.read('k')).toEqual({ messages: undefined, sids: ['SM1', 'SM2'], isDone: true });
  clock.advance(28 * DAY);
  expect(await progress.read('k')).toEqual({ sids: [], isDone: false });
});

test('an attempt that failed at its second message resumes there, without the handler', async () => {
  const reply = jest.fn(() => [{ body: 'One' }, { body: 'Two' }, { body: 'Three' }]);
  const progress = async () => progressOf();
  const failing = fakeWorker(reply, {
    progress,
    answers: [{ kind: 'accepted', messageSid: 'SM1' }, { kind: 'unauthorized' }],
  });
  expect(await failing.attempt(queueRecord(inboundMessage()))).toBe(true);
  expect(failing.log).toMatchObject([{ outcome: 'postponed', reason: 'no_auth_token' }]);

  const worker = fakeWorker(reply, { progress });
  expect(await worker.attempt(queueRecord(inboundMessage(), { receiveCount: 2 }))).toBe(false);
  expect(worker.sent.map(({ body }) => body)).toEqual(['Two', 'Three']);
  expect(worker.log).toMatchObject([{ outcome: 'replied', replySids: ['SM1', 'SM1', 'SM2'] }]);
  expect(await worker.attempt(queueRecord(inboundMessage(), { receiveCount: 3 }))).toBe(false);
  expect(worker.log.at(-1)).toMatchObject({ outcome: 'duplicate' });
  expect(reply).toHaveBeenCalledTimes(1);
  expect(worker.sent).toHaveLength(2);
});

test('a permanently rejected reply is forgotten, so a redriven message runs the handler again', async () => {
  const reply = jest.fn(() => 'Hello');
  const worker = fakeWorker(reply, {
    progress: async () => progressOf(),
    answers: [{ kind: 'rejected', status: 400, code: 21211 }],
  });
  await worker.attempt(queueRecord(inboundMessage()));
  expect(worker.log).toMatchObject([{ outcome: 'dead_lettered', code: 21211 }]);

  await worker.attempt(queueRecord(inboundMessage()));
  expect(worker.log.at(-1)).toMatchObject({ outcome: 'replied' });
  expect(reply).toHaveBeenCalledTimes(2);
});

test('the error reply is sent once and does not count as the reply', async () => {
  let fails = true;
  const worker = fakeWorker(() => {
    if (fails) throw new Error('No');
    return 'Yes';
  }, { progress: async () => progressOf(), errorReply: 'Sorry' });
  for (let i = 0; i < 2; i++) await worker.attempt(queueRecord(inboundMessage(), { receiveCount: MAX_ATTEMPTS }));
  fails = false;
  await worker.attempt(queueRecord(inboundMessage()));

  expect(worker.sent.map(({ body }) => body)).toEqual(['Sorry', 'Yes']);
});

describe('while the table is unavailable', () => {
  beforeEach(() => {
    server.before = () => 'error';
  });

  test('messages are answered, and the log says so', async () => {
    const worker = fakeWorker(() => 'Hello', { progress: async () => progressOf() });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(false);
    expect(worker.sent).toHaveLength(1);
    expect(worker.log).toMatchObject([{ outcome: 'replied', deduplication: 'unavailable' }]);
  });

  test('messages are retried later if the table is required', async () => {
    const reply = jest.fn(() => 'Hello');
    const worker = fakeWorker(reply, { progress: async () => progressOf({ isRequired: true }) });

    expect(await worker.attempt(queueRecord(inboundMessage()))).toBe(true);
    expect(reply).not.toHaveBeenCalled();
    expect(worker.log).toMatchObject([{
      outcome: 'postponed',
      reason: 'deduplication_unavailable',
      detail: 'The deduplication table is unavailable: InternalServerError',
    }]);
  });
});

test('an empty reply and a suppressed one are stored as done', async () => {
  const reply = jest.fn(() => undefined);
  const worker = fakeWorker(reply, { progress: async () => progressOf() });
  for (let i = 0; i < 2; i++) await worker.attempt(queueRecord(inboundMessage()));

  expect(worker.log.map(({ outcome }) => outcome)).toEqual(['no_reply', 'duplicate']);
  expect(reply).toHaveBeenCalledTimes(1);
});
