import { ListTopicsCommand, PublishCommand, PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { serve, Served } from './support';
import { sns } from '../../../src/local/emulators/sns';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:alarms';
const FIFO = {
  TopicArn: `${TopicArn}.fifo`,
  MessageGroupId: 'group0123456789',
  MessageDeduplicationId: 'id0123456789',
};

let served: Served;
let client: SNSClient;

beforeEach(async () => {
  served = await serve('sns', sns);
  client = new SNSClient(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.server.close();
});

test('the emulator takes a message of the AWS SDK and reports it', async () => {
  const output = await client.send(new PublishCommand({ TopicArn, Message: '{"body":"a&b=c + é 🎉"}' }));

  expect(output.MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(served.calls).toEqual([
    {
      service: 'SNS',
      operation: 'Publish',
      summary: 'to the topic alarms',
      detail: '{\n  "body": "a&b=c + é 🎉"\n}',
      requestId: undefined,
    },
  ]);
});

test('the messages of a FIFO topic are numbered', async () => {
  const { SequenceNumber } = await client.send(new PublishCommand({ ...FIFO, Message: 'One' }));

  expect(SequenceNumber).toBe('00000000000000000001');
  expect(served.calls[0].summary).toBe('to the topic alarms.fifo, group group012…, deduplication id id012345…');
});

test.each<{ name: string; input: Partial<PublishCommandInput>; message: RegExp }>([
  { name: 'no topic', input: { Message: 'x' }, message: /needs a TopicArn/ },
  { name: 'no message', input: { TopicArn, Message: '' }, message: /needs a Message/ },
  {
    name: 'too many bytes',
    input: { TopicArn, Message: 'x'.repeat(256 * 1024 + 1) },
    message: /not be longer than 262144 bytes/,
  },
  {
    name: 'a FIFO topic without group',
    input: { ...FIFO, MessageGroupId: undefined, Message: 'x' },
    message: /needs a MessageGroupId/,
  },
  {
    name: 'a standard topic with deduplication id',
    input: { TopicArn, MessageDeduplicationId: 'x', Message: 'x' },
    message: /Only a FIFO queue or topic/,
  },
  {
    name: 'an unknown member',
    input: { TopicArn, Message: 'x', Subject: '<&>' },
    message: /does not emulate Subject of Publish/,
  },
])('a message with $name is rejected', async ({ input, message }) => {
  await expect(client.send(new PublishCommand(input as PublishCommandInput))).rejects.toThrow(message);
  expect(served.calls).toEqual([]);
});

test('every other operation is rejected by name', async () => {
  await expect(client.send(new ListTopicsCommand({}))).rejects.toThrow(
    'does not emulate sns.ListTopics, only sns.Publish.',
  );
});
