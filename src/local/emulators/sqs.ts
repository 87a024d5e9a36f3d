import { createHash, randomUUID } from 'node:crypto';
import { check } from './aws-error';
import { Emulator } from './aws-server';
import { checkFifo, describeFifo } from './fifo';
import { jsonService } from './json-protocol';
import { prettyJson } from './pretty-json';
import { Queues } from './queues';
import { GatewayEvents } from '../events/gateway-events';

/** Source: Amazon SQS Developer Guide, "Amazon SQS message quotas". */
const MAX_BODY_BYTES = 1024 * 1024;
/** Source: Amazon SQS API Reference, "ChangeMessageVisibility". */
const MAX_VISIBILITY_SECONDS = 43_200;
/** Source: Amazon SQS API Reference, "SendMessage": what a message body may not hold. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[^\x09\x0A\x0D\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

export interface SqsProps {
  readonly events: GatewayEvents;
  readonly queues: Pick<Queues, 'send' | 'changeVisibility'>;
}

/** Emulates `SendMessage` and `ChangeMessageVisibility` of Amazon SQS: tells what was sent, and keeps it only where a function of the app reads it. */
export function sqs({ events, queues }: SqsProps): Emulator {
  let sequence = 0;
  return jsonService({
    target: 'AmazonSQS',
    version: '1.0',
    operations: {
      SendMessage: {
        members: ['QueueUrl', 'MessageBody', 'MessageAttributes', 'MessageGroupId', 'MessageDeduplicationId'],
        handle: ({ QueueUrl: url, MessageBody: body, MessageAttributes: attributes = {}, ...fifo }, { requestId }) => {
          check(typeof url === 'string' && url !== '', 'MissingParameter', 'SendMessage needs a QueueUrl.');
          check(typeof body === 'string' && body !== '', 'MissingParameter', 'SendMessage needs a MessageBody.');
          check(Buffer.byteLength(body) <= MAX_BODY_BYTES, 'InvalidParameterValue', `The message must be shorter than ${MAX_BODY_BYTES} bytes.`);
          check(!FORBIDDEN.test(body), 'InvalidMessageContents', 'The message contains characters outside the allowed set.');
          checkFifo(url, fifo);
          const queue = url.split('/').at(-1) ?? '';
          const detail = prettyJson(body) + describeAttributes(Object(attributes));
          events.emit('call', { service: 'SQS', operation: 'SendMessage', summary: `to the queue ${queue}${describeFifo(fifo)}`, detail, requestId });
          const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = fifo as { [name: string]: string | undefined };
          const messageId = randomUUID();
          queues.send({ queueUrl: url, messageId, body, groupId, deduplicationId, attributes: Object(attributes), requestId });
          return {
            MessageId: messageId,
            MD5OfMessageBody: createHash('md5').update(body).digest('hex'), // the SDK compares it
            ...(queue.endsWith('.fifo') && { SequenceNumber: String(++sequence).padStart(20, '0') }),
          };
        },
      },
      ChangeMessageVisibility: {
        members: ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout'],
        handle: ({ ReceiptHandle: handle, VisibilityTimeout: seconds }) => {
          check(typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS, 'InvalidParameterValue', 'The visibility time-out must be 0 to 43200 seconds.');
          check(queues.changeVisibility(String(handle), seconds), 'MessageNotInflight', 'The message is not in flight.');
          return {};
        },
      },
    },
  });
}

function describeAttributes(attributes: object): string {
  const lines = Object.entries(attributes).map(([name, { StringValue: value }]) => `${name}: ${value}`);
  return lines.length === 0 ? '' : `\n\n${lines.join('\n')}`;
}
