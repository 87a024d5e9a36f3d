import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { fifoFields } from './fifo-fields';
import { KEY_ATTRIBUTE } from './queued-key';
import { createTargetReply } from './target-reply';
import { TARGET_ENV } from '../../shared/env';

/** URL of the queue. */
const QueueUrl = process.env[TARGET_ENV] ?? '';
const region = /^https:\/\/sqs\.([^.]+)\./.exec(QueueUrl)?.[1];

// Without `useQueueUrlAsEndpoint: false` the client calls the host of the queue's URL and ignores `AWS_ENDPOINT_URL`.
const sqs = new SQSClient({ ...clientSettings(region), requestHandler: QUICK_REQUESTS, useQueueUrlAsEndpoint: false });

/** Sends each message to an SQS queue. */
export const reply = createTargetReply('SQS SendMessage', async (message, options) => sqs.send(new SendMessageCommand({
  QueueUrl,
  MessageBody: message.json,
  MessageAttributes: { [KEY_ATTRIBUTE]: { DataType: 'String', StringValue: message.key } },
  ...fifoFields(QueueUrl, message),
}), options));
