import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, QUICK_REQUESTS } from './client-settings';
import { fifoFields } from './fifo-fields';
import { passOn } from './pass-on';
import { KEY_ATTRIBUTE } from './queued-key';
import { TARGET_ENV } from '../../shared/env';

/** URL of the queue. */
const QueueUrl = process.env[TARGET_ENV] ?? '';
const region = /^https:\/\/sqs\.([^.]+)\./.exec(QueueUrl)?.[1];

// The client would call the host of the queue's URL, past any `AWS_ENDPOINT_URL`.
const sqs = new SQSClient({ ...clientSettings(region), requestHandler: QUICK_REQUESTS, useQueueUrlAsEndpoint: false });

/** Sends each message to an SQS queue. */
export const reply = passOn('SQS SendMessage', async (parcel, options) => sqs.send(new SendMessageCommand({
  QueueUrl,
  MessageBody: parcel.json,
  MessageAttributes: { [KEY_ATTRIBUTE]: { DataType: 'String', StringValue: parcel.key } },
  ...fifoFields(QueueUrl, parcel),
}), options));
