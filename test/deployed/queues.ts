import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from './gateway';

/** Calls the endpoint of the environment, whatever host the URL of a queue has. */
export const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

/** Takes a message out of a queue. */
export async function receive(QueueUrl: string, seconds?: number): Promise<Message> {
  return eventually(async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'] }));
    if (Messages.length > 0) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0].ReceiptHandle }));
    }
    return Messages[0];
  }, seconds);
}

export async function isEmpty(QueueUrl: string): Promise<boolean> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  return Messages.length === 0;
}
