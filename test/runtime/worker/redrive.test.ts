import type { QueueRecord } from '../../../src/runtime/worker/queue-event';
import { FROM_THE_BEGINNING, type Progress } from '../../../src/runtime/worker/reply-progress';
import type { WorkerParts } from '../../../src/runtime/worker/worker-parts';
import type { ReplyFunction } from '../../../src/shared/reply-contract';
import { FakeClock } from '../../support/fake-store';
import { FifoQueue } from '../../support/fifo-queue';
import { fakeWorker, inboundMessage, MAX_ATTEMPTS, queueRecord } from '../../support/worker';

// The two queues by the rules of Amazon's documentation, and a person who puts back what is in the dead-letter queue.

const MINUTE = 60_000;
const TEXT = {
  body: queueRecord(inboundMessage()).body,
  groupId: 'group-1',
  deduplicationId: 'key-1',
  attributes: { IdempotencyKey: 'key-1' },
};
const REJECTED = { kind: 'rejected', status: 400, code: 21606 } as const;

function world(reply: ReplyFunction, changes: Parameters<typeof fakeWorker>[1] = {}) {
  const clock = new FakeClock();
  const deadLetters = new FifoQueue({ visibilityMillis: MINUTE, now: clock.now });
  const queue = new FifoQueue({
    visibilityMillis: 6 * MINUTE,
    now: clock.now,
    redrive: { queue: deadLetters, maxReceiveCount: MAX_ATTEMPTS + 1 },
  });
  const queues: WorkerParts['queues'] = {
    send: async (_, message) => deadLetters.send(message),
    postpone: async (__, receiptHandle, seconds) => queue.changeVisibility(receiptHandle, seconds),
  };
  const worker = fakeWorker(reply, { queues, ...changes });
  const receive = () => queue.receive()!;
  return {
    clock,
    deadLetters,
    queue,
    receive,
    attempt: async (record: QueueRecord = receive()) => {
      if (!await worker.attempt(record)) queue.delete(record.receiptHandle);
    },
    /**
     * `start-message-move-task`: what is moved is a new message, with its body, its attributes and its deduplication
     * id.
     */
    redrive: () => deadLetters.messages.splice(0).forEach((message) => queue.send(message)),
    worker,
  };
}

test('a message that is redriven at once and fails again is in the dead-letter queue again', async () => {
  const { attempt, deadLetters, queue, redrive } = world(() => 'x', { answers: [REJECTED, REJECTED] });
  queue.send(TEXT);
  await attempt();
  redrive();
  await attempt();

  expect(queue.messages).toEqual([]);
  expect(deadLetters.messages).toMatchObject([{
    body: TEXT.body,
    attributes: { IdempotencyKey: 'key-1', Reason: 'twilio_rejected' },
  }]);
});

test('a message is one dead letter although its first worker was stopped before the queue knew', async () => {
  const { attempt, clock, deadLetters, queue, receive, worker } = world(() => 'x', { answers: [REJECTED, REJECTED] });
  queue.send(TEXT);
  const first = receive();
  await worker.attempt(first);
  queue.changeVisibility(first.receiptHandle, 60);
  clock.advance(MINUTE);
  await attempt();

  expect(deadLetters.messages).toHaveLength(1);
});

test('a message that SQS itself moved keeps its key and its progress when it is redriven', async () => {
  const stored = new Map<string, Progress>();
  const progress: WorkerParts['progress'] = async () => ({
    isRequired: false,
    read: async (key) => stored.get(key) ?? FROM_THE_BEGINNING,
    write: async (key, now) => void stored.set(key, now),
  });
  const seen: string[] = [];
  const reply: ReplyFunction = (_, { idempotencyKey }) => {
    seen.push(idempotencyKey);
    return [{ body: 'one' }, { body: 'two' }];
  };
  const { attempt, clock, deadLetters, queue, receive, redrive, worker } = world(reply, {
    progress,
    answers: [{ kind: 'accepted', messageSid: 'SM1' }, {
      kind: 'unavailable',
      problem: 'status 429',
      retryAfterMs: 5 * MINUTE,
    }],
  });
  queue.send(TEXT);
  await attempt();
  expect(worker.sent.filter(({ body }) => body === 'one')).toHaveLength(1);
  for (let count = 2; count <= MAX_ATTEMPTS + 1; count++) {
    clock.advance(6 * MINUTE);
    receive(); // a worker that cannot even start
  }
  clock.advance(6 * MINUTE);
  expect(queue.receive()).toBeUndefined();
  expect(deadLetters.messages).toMatchObject([{ deduplicationId: expect.not.stringContaining('key-1') }]);
  redrive();
  await attempt();

  expect(worker.log.at(-1)).toMatchObject({ outcome: 'replied' });
  expect(worker.sent.filter(({ body }) => body === 'one')).toHaveLength(1);
  expect(seen).toEqual(['key-1']);
});
