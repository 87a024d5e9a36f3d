import { QueueFunction } from '../../../src/local/emulators/queue-reader';
import { Queues, SentMessage } from '../../../src/local/emulators/queues';
import { GatewayEvents } from '../../../src/local/events/gateway-events';
import { eventually } from '../../cli/support';

const QUEUE: QueueFunction = {
  functionArn: 'arn:fn',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:q.fifo',
  visibilitySeconds: 0.05,
  maxReceiveCount: 3,
};

let count = 0;
const message = (body: string, groupId = 'g', deduplicationId = `id-${++count}`): SentMessage =>
  ({ queueUrl: 'q', messageId: `m-${++count}`, body, groupId, deduplicationId, requestId: `r-${body}` });
const pause = async (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function start(invoke: (body: string, record: any) => Promise<unknown>, fn: QueueFunction | undefined = QUEUE) {
  const deadLetters: string[] = [];
  const queued: string[] = [];
  const queues = new Queues({
    findFunction: () => fn,
    invoke: async (_, __, event) => {
      const [record] = (event as { Records: any[] }).Records;
      return invoke(record.body, record);
    },
    events: new GatewayEvents()
      .on('queued', ({ requestId, isQueued }) => queued.push(`${isQueued ? '+' : '-'}${requestId}`))
      .on('call', ({ requestId, summary }) => deadLetters.push(`${requestId} ${summary}`)),
  });
  return { queues, deadLetters, queued };
}

test('the messages of a group come one after the other, and those of other groups beside them', async () => {
  const events: string[] = [];
  const { queues } = start(async (body) => {
    events.push(`+${body}`);
    await pause(30);
    events.push(`-${body}`);
  });
  [message('a1', 'a'), message('a2', 'a'), message('b1', 'b')].forEach((each) => queues.send(each));
  await pause(150);

  expect(events.filter((event) => event.includes('a'))).toEqual(['+a1', '-a1', '+a2', '-a2']);
  expect(events.slice(0, 2)).toEqual(['+a1', '+b1']);
});

test("a message has the form of Lambda's event", async () => {
  const records: any[] = [];
  const { queues } = start(async (_, record) => records.push(record));
  queues.send({ ...message('hi', 'g', 'key'), attributes: { Name: { DataType: 'String', StringValue: 'value' } } });
  await pause(20);

  expect(records).toMatchObject([{
    body: 'hi',
    eventSource: 'aws:sqs',
    eventSourceARN: QUEUE.queueArn,
    awsRegion: 'us-east-1',
    attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'g', MessageDeduplicationId: 'key' },
    messageAttributes: { Name: { dataType: 'String', stringValue: 'value' } },
  }]);
});

test.each<{ name: string; fail: () => Promise<unknown> }>([
  { name: 'is named in batchItemFailures', fail: async () => ({ batchItemFailures: [{ itemIdentifier: 'm' }] }) },
  { name: 'kills the function', fail: async () => Promise.reject(new Error('Runtime exited')) },
])('a message that $name is received again before its successor, and in the end is a dead letter', async ({ fail }) => {
  const received: string[] = [];
  const { queues, deadLetters, queued } = start(async (body, { attributes }) => {
    received.push(`${body} ${attributes.ApproximateReceiveCount}`);
    return body === 'bad' ? fail() : undefined;
  });
  [message('bad'), message('good')].forEach((each) => queues.send(each));
  await eventually(() => queued.includes('-r-good'));

  expect(received).toEqual(['bad 1', 'bad 2', 'bad 3', 'good 1']);
  expect(deadLetters).toEqual(['r-bad from the queue q to its dead-letter queue, after too many attempts']);
  expect(queued.sort()).toEqual(['+r-bad', '+r-good', '-r-bad', '-r-good']);
});

test('a receipt handle sets the time of the next receive, and is valid only in flight', async () => {
  const times: number[] = [];
  let receipt = '';
  const { queues } = start(async (_, { receiptHandle }) => {
    times.push(Date.now());
    receipt = receiptHandle;
    if (times.length > 1) return undefined;
    expect(queues.changeVisibility(receiptHandle, 0.3)).toBe(true);
    return { batchItemFailures: [{}] };
  });
  queues.send(message('x'));
  await pause(600);

  expect(times[1] - times[0]).toBeGreaterThanOrEqual(290);
  expect(queues.changeVisibility(receipt, 1)).toBe(false);
});

test('a duplicate within a group is taken once', async () => {
  const received: string[] = [];
  const { queues } = start(async (body) => received.push(body));
  ['same', 'same', 'other'].forEach((id) => queues.send(message(id, 'g', id)));
  await pause(50);

  expect(received).toEqual(['same', 'other']);
});

test('a queue that nobody reads keeps nothing, and a closed one delivers nothing more', async () => {
  const invoke = jest.fn(async () => ({ batchItemFailures: [{}] }));
  const { queues, deadLetters } = start(invoke);
  queues.send(message('x'));
  await pause(20);
  await queues.close();
  const { length } = invoke.mock.calls;
  await pause(200);

  expect(invoke).toHaveBeenCalledTimes(length);
  expect(deadLetters).toEqual([]);
});

test.each([
  { order: 'retry', fn: { ...QUEUE, visibilitySeconds: 60 }, receives: ['1', '2'], deadLetters: 0 },
  { order: 'give up', fn: { ...QUEUE, visibilitySeconds: 60, maxReceiveCount: 9 }, receives: ['1', '9'], deadLetters: 1 },
  {
    order: 'give up',
    fn: { ...QUEUE, visibilitySeconds: 60, maxReceiveCount: 9, maxAttempts: 8 },
    receives: ['1', '8'],
    deadLetters: 0,
  },
  {
    order: 'give up',
    fn: { ...QUEUE, visibilitySeconds: 60, maxReceiveCount: Infinity },
    receives: ['1'],
    deadLetters: 0,
  },
] as const)('the order "$order" ends the wait: the receives are $receives', async ({ order, fn, receives, deadLetters }) => {
  const seen: string[] = [];
  const started = start(async (_, record) => {
    seen.push(record.attributes.ApproximateReceiveCount);
    throw new Error('it fails');
  }, fn);
  expect(started.queues.hurry('r-x', order)).toBe(false);
  started.queues.send(message('x'));
  await eventually(() => seen.length === 1 || undefined);
  await pause(20);

  expect(started.queues.hurry('r-x', order)).toBe(true);
  await pause(50);
  expect([seen, started.deadLetters.length]).toEqual([receives, deadLetters]);
  await started.queues.close();
});
