import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { lambdaCredentials } from '../sdk/lambda-credentials';

/** A message for a FIFO queue. */
export interface FifoMessage {
  readonly body: string;
  /** Messages of one group are received in the order in which they were sent. */
  readonly groupId: string;
  /** Of two messages with one id within five minutes the second is dropped. */
  readonly deduplicationId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The calls to Amazon SQS that a worker makes. They reject when it is not known that SQS did it. */
export interface FifoQueues {
  send(queueUrl: string, message: FifoMessage): Promise<void>;
  /** Lets a received message appear again after so many seconds. */
  postpone(queueUrl: string, receiptHandle: string, seconds: number): Promise<void>;
}

/** Short enough that a second try is over before Lambda ends the worker. */
const REQUESTS = { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true };

/** Amazon SQS. */
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
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }));
    },
  };
}
