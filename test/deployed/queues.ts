import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from './gateway';

/** Calls the endpoint of the environment, whatever host the URL of a queue has. */
export const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

/** Takes a message out of a queue, as soon as there is one. */
export async function receive(QueueUrl: string): Promise<Message> {
  const message = await eventually(async () => next(QueueUrl));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return message;
}

export async function isEmpty(QueueUrl: string): Promise<boolean> {
  return await next(QueueUrl) === undefined;
}

async function next(QueueUrl: string): Promise<Message | undefined> {
  const { Messages } = await sqs.send(new ReceiveMessageCommand({
    QueueUrl, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'],
  }));
  return Messages?.[0];
}
