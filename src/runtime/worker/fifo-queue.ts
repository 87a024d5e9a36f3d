import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { lambdaCredentials } from '../sdk/lambda-credentials';

/** A message for a FIFO queue. */
export interface FifoMessage {
  readonly body: string;
  /** Messages of one group are received in the order of sending. */
  readonly groupId: string;
  /** SQS drops a second message with the same id within five minutes. */
  readonly deduplicationId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The worker's calls to Amazon SQS. They reject unless SQS confirms the call. */
export interface FifoQueues {
  send(queueUrl: string, message: FifoMessage): Promise<void>;
  /** Makes a received message visible again after so many seconds. */
  postpone(queueUrl: string, receiptHandle: string, seconds: number): Promise<void>;
}

/** Short enough that a second try is over before Lambda stops the worker. */
const REQUESTS = { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true };

/** Queues in Amazon SQS. */
export function fifoQueues(): FifoQueues {
  const client = new SQSClient({
    credentials: lambdaCredentials,
    maxAttempts: 2,
    requestHandler: REQUESTS,
    useQueueUrlAsEndpoint: false, // the client would call the host of the queue's URL, past any `AWS_ENDPOINT_URL`
  });
  return {
    async send(queueUrl, { body, groupId, deduplicationId, attributes }) {
      await client.send(new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: deduplicationId,
        MessageAttributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }])),
      }));
    },
    async postpone(queueUrl, receiptHandle, seconds) {
      const visibility = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
      await client.send(new ChangeMessageVisibilityCommand(visibility));
    },
  };
}
