import { conversationId } from '../../../src/runtime/targets/conversation-id';
import { toJson } from '../../../src/runtime/targets/message-json';
import { createSendMessage } from '../../../src/runtime/twilio/send-message';
import type { QueueRecord } from '../../../src/runtime/worker/queue-event';
import { chance, chaosTexts, judge, misbehave } from '../../support/chaos';
import { FifoQueue } from '../../support/fifo-queue';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';
import { TwilioApiServer } from '../../support/twilio-api-server';
import { VirtualTime } from '../../support/virtual-time';
import { fakeWorker, MAX_ATTEMPTS } from '../../support/worker';

// The queue is a strict simulation of Amazon's rules, Twilio a server of its own; hours of back-off pass in virtual
// time.
// `npm run test:emulated` does the same with real processes and moto.

const SEED = process.env.CHAOS_SEED ?? '1';
const WORKER_TIMEOUT = 60_000;
const CRASH = 0.02;

let twilio: TwilioApiServer;
beforeAll(async () => {
  twilio = await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN);
});
afterAll(async () => twilio.close());

test("no message of 1,000 is lost through crashes and outages, and each sender's stay in order", async () => {
  const texts = chaosTexts(50, 20);
  const time = new VirtualTime();
  const deadLetters = new FifoQueue({ visibilityMillis: 30_000, now: time.now });
  const queue = new FifoQueue({
    visibilityMillis: 6 * WORKER_TIMEOUT,
    now: time.now,
    redrive: { queue: deadLetters, maxReceiveCount: MAX_ATTEMPTS + 1 },
  });
  misbehave(twilio, SEED, texts);
  let crashes = 0;

  /** One invocation of Lambda: it may be ended wherever it calls something, before or after that has happened. */
  const invoke = async (record: QueueRecord): Promise<boolean> => new Promise((resolve) => {
    const attempt = record.attributes.ApproximateReceiveCount;
    const isHopeless = chance(SEED, 'hopeless', record.attributes.MessageDeduplicationId) < 0.01;
    let isDead = false;
    const die = () => {
      isDead = true;
      crashes++;
      resolve(true);
      throw new Error('ended');
    };
    let step = 0;
    const perilous = async <T>(action: () => Promise<T>): Promise<T> => {
      if (isDead) return new Promise<never>(() => undefined);
      const dice = () => chance(SEED, 'crash', record.attributes.MessageDeduplicationId, attempt, step++);
      if (dice() < CRASH) die();
      const result = await action();
      if (dice() < CRASH) die();
      return result;
    };
    const sendMessage = createSendMessage(twilio.url);
    const worker = fakeWorker(async ({ body }) => perilous(async () => {
      const dice = chance(SEED, 'handler', record.attributes.MessageDeduplicationId, attempt);
      if (dice < 0.02 || isHopeless) {
        await time.sleep(WORKER_TIMEOUT);
        die();
      }
      if (dice < 0.07) throw new Error('The model is overloaded');
      return body;
    }), {
      sendMessage: async (...request) => perilous(async () => sendMessage(...request)),
      queues: {
        send: async (_, message) => perilous(async () => deadLetters.send(message)),
        postpone: async (_, receiptHandle, seconds) => perilous(async () => queue.changeVisibility(
          receiptHandle,
          seconds,
        )),
      },
      now: time.now,
      sleep: time.sleep,
    });
    worker.attempt(record).then(resolve, () => resolve(true));
  });
  const poller = async () => {
    for (let next = queue.nextVisibility(); next !== undefined; next = queue.nextVisibility()) {
      const record = queue.receive();
      if (!record) {
        await time.sleep(Math.max(1000, next - time.now()));
      } else if (!await invoke(record)) {
        queue.delete(record.receiptHandle);
      }
    }
  };

  for (const { message } of texts) {
    const sent = {
      body: toJson(message),
      groupId: conversationId(message),
      deduplicationId: message.messageSid,
      attributes: {},
    };
    queue.send(sent);
    if (chance(SEED, 'retry', message.messageSid) < 0.05) queue.send(sent); // as after a retry of Twilio's
  }
  await time.run(Array.from({ length: 20 }, () => poller));

  const verdict = judge(texts, twilio, deadLetters.messages.map(({ body, attributes }) => ({
    body,
    reason: attributes.Reason,
  })));
  process.stdout.write(`chaos, seed ${SEED}: ${JSON.stringify({
    ...verdict,
    crashes,
    requests: twilio.requests.length,
  })}\n`);
  expect(verdict).toMatchObject({ lost: 0, outOfOrder: [] });
  expect(crashes).toBeGreaterThan(50);
  expect(verdict.reasons).toMatchObject({ twilio_rejected: expect.any(Number), worker_ended: expect.any(Number) });
  expect(twilio.violations).toEqual([]);
  // Only SQS itself leaves no reason, where the worker died even in its last, shortest attempt.
  expect(verdict.withoutReason).toBeLessThan(5);
}, 180_000);
