import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { serve, Served } from './support';
import { sqs } from '../../../src/local/emulators/sqs';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/orders';
const FIFO = {
  QueueUrl: `${QueueUrl}.fifo`,
  MessageGroupId: 'group0123456789',
  MessageDeduplicationId: 'id0123456789',
};

const queues = { send: jest.fn(), changeVisibility: jest.fn((handle: string) => handle === 'in flight') };
let served: Served;
let client: SQSClient;

beforeEach(async () => {
  queues.send.mockClear();
  served = await serve('sqs', ({ events }) => sqs({ events, queues }));
  client = new SQSClient({ ...served.config, useQueueUrlAsEndpoint: false });
});
afterEach(async () => {
  client.destroy();
  await served.server.close();
});

test('the emulator takes a message of the AWS SDK and reports it', async () => {
  const output = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"body":"Hello é 🎉"}' }));

  expect(output).toMatchObject({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  expect(served.calls).toEqual([
    {
      service: 'SQS',
      operation: 'SendMessage',
      summary: 'to the queue orders',
      detail: '{\n  "body": "Hello é 🎉"\n}',
      requestId: undefined,
    },
  ]);
});

test('the messages of a FIFO queue are numbered', async () => {
  const first = await client.send(new SendMessageCommand({ ...FIFO, MessageBody: 'One' }));
  const second = await client.send(new SendMessageCommand({ ...FIFO, MessageBody: 'Two' }));

  expect([first.SequenceNumber, second.SequenceNumber]).toEqual(['00000000000000000001', '00000000000000000002']);
  expect(served.calls[0].summary).toBe('to the queue orders.fifo, group group012…, deduplication id id012345…');
  expect(queues.send.mock.calls.map(([{ body, groupId }]) => [body, groupId])).toEqual([
    ['One', 'group0123456789'],
    ['Two', 'group0123456789'],
  ]);
});

test.each<{ name: string; input: Partial<SendMessageCommandInput>; message: RegExp }>([
  { name: 'no body', input: { QueueUrl, MessageBody: '' }, message: /needs a MessageBody/ },
  { name: 'no queue', input: { QueueUrl: '', MessageBody: 'x' }, message: /needs a QueueUrl/ },
  {
    name: 'too many bytes',
    input: { QueueUrl, MessageBody: 'x'.repeat(1024 * 1024 + 1) },
    message: /not be longer than 1048576 bytes/,
  },
  {
    name: 'a character that XML does not have',
    input: { QueueUrl, MessageBody: 'a\uFFFE' },
    message: /outside the allowed set/,
  },
  {
    name: 'a FIFO queue without group',
    input: { ...FIFO, MessageGroupId: undefined, MessageBody: 'x' },
    message: /needs a MessageGroupId/,
  },
  {
    name: 'a group with a space',
    input: { ...FIFO, MessageGroupId: 'a b', MessageBody: 'x' },
    message: /needs a MessageGroupId/,
  },
  {
    name: 'a FIFO queue without deduplication id',
    input: { ...FIFO, MessageDeduplicationId: undefined, MessageBody: 'x' },
    message: /needs a MessageDeduplicationId/,
  },
  {
    name: 'a deduplication id that is too long',
    input: { ...FIFO, MessageDeduplicationId: 'x'.repeat(129), MessageBody: 'x' },
    message: /needs a MessageDeduplicationId/,
  },
  {
    name: 'a standard queue with deduplication id',
    input: { QueueUrl, MessageDeduplicationId: 'x', MessageBody: 'x' },
    message: /Only a FIFO queue/,
  },
  {
    name: 'an unknown member',
    input: { QueueUrl, MessageBody: 'x', DelaySeconds: 5 },
    message: /does not emulate DelaySeconds of SendMessage/,
  },
])('a message with $name is rejected', async ({ input, message }) => {
  await expect(client.send(new SendMessageCommand(input as SendMessageCommandInput))).rejects.toThrow(message);
  expect(served.calls).toEqual([]);
  expect(queues.send).not.toHaveBeenCalled();
});

test('every other operation is rejected by name', async () => {
  await expect(client.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toThrow(
    'does not emulate AmazonSQS.ReceiveMessage, only AmazonSQS.SendMessage',
  );
});

test('the visibility timeout of a message in flight can be changed, and of no other', async () => {
  const change = async (ReceiptHandle: string, VisibilityTimeout: number) =>
    client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

  await change('in flight', 43_200);

  expect(queues.changeVisibility).toHaveBeenCalledWith('in flight', 43_200);
  await expect(change('gone', 1)).rejects.toThrow('not in flight');
  await expect(change('in flight', 43_201)).rejects.toThrow('0 to 43200 seconds');
});
