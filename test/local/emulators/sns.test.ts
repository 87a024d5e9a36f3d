import { ListTopicsCommand, PublishCommand, PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { serve, Served } from './support';
import { sns } from '../../../src/local/emulators/sns';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:alarms';
const FIFO = { TopicArn: `${TopicArn}.fifo`, MessageGroupId: 'group0123456789', MessageDeduplicationId: 'id0123456789' };

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

test('takes a message as the AWS SDK sends it, and tells of it', async () => {
  const output = await client.send(new PublishCommand({ TopicArn, Message: '{"body":"a&b=c + é 🎉"}' }));

  expect(output.MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(served.calls).toEqual([{ service: 'SNS', operation: 'Publish', summary: 'to the topic alarms', detail: '{\n  "body": "a&b=c + é 🎉"\n}', requestId: undefined }]);
});

test('numbers the messages of a FIFO topic', async () => {
  const { SequenceNumber } = await client.send(new PublishCommand({ ...FIFO, Message: 'One' }));

  expect(SequenceNumber).toBe('00000000000000000001');
  expect(served.calls[0].summary).toBe('to the topic alarms.fifo, group group012…, deduplication id id012345…');
});

test.each<[string, Partial<PublishCommandInput>, RegExp]>([
  ['no topic', { Message: 'x' }, /needs a TopicArn/],
  ['no message', { TopicArn, Message: '' }, /needs a Message/],
  ['too much', { TopicArn, Message: 'x'.repeat(256 * 1024 + 1) }, /not be longer than 262144 bytes/],
  ['a FIFO topic without group', { ...FIFO, MessageGroupId: undefined, Message: 'x' }, /needs a MessageGroupId/],
  ['a standard topic with deduplication id', { TopicArn, MessageDeduplicationId: 'x', Message: 'x' }, /Only a FIFO queue or topic/],
  ['what it does not know', { TopicArn, Message: 'x', Subject: '<&>' }, /does not know Subject of Publish/],
])('rejects %s', async (_, input, message) => {
  await expect(client.send(new PublishCommand(input as PublishCommandInput))).rejects.toThrow(message);
  expect(served.calls).toEqual([]);
});

test('rejects every other operation by name', async () => {
  await expect(client.send(new ListTopicsCommand({}))).rejects.toThrow('does not emulate sns.ListTopics: only sns.Publish.');
});
