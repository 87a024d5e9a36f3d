import { randomUUID } from 'node:crypto';
import { AwsError, check } from './aws-error';
import { AwsAnswer, Emulator } from './aws-server';
import { checkFifo, describeFifo } from './fifo';
import { prettyJson } from './pretty-json';
import { GatewayEvents } from '../events/gateway-events';

/** Source: Amazon SNS API Reference, "Publish". */
const MAX_MESSAGE_BYTES = 256 * 1024;
const MEMBERS = ['Action', 'Version', 'TopicArn', 'Message', 'MessageGroupId', 'MessageDeduplicationId'];

/** Emulates `Publish` of Amazon SNS, which speaks AWS's query protocol: tells what would have been published. */
export function sns({ events }: { readonly events: GatewayEvents }): Emulator {
  let sequence = 0;
  return ({ method, headers, body, requestId }) => {
    const input = Object.fromEntries(new URLSearchParams(body)) as Partial<Record<string, string>>;
    try {
      check(method === 'POST' && headers['content-type'] === 'application/x-www-form-urlencoded', 'InvalidAction', 'Amazon SNS takes a POST of a form.');
      check(input.Action === 'Publish' && input.Version === '2010-03-31', 'InvalidAction', `The local gateway does not emulate sns.${input.Action}: only sns.Publish.`);
      const unknown = Object.keys(input).filter((member) => !MEMBERS.includes(member));
      check(unknown.length === 0, 'InvalidParameter', `The local gateway does not know ${unknown.join(', ')} of Publish.`);
      const { TopicArn: topicArn, Message: message, MessageGroupId, MessageDeduplicationId } = input;
      check(topicArn, 'InvalidParameter', 'Publish needs a TopicArn.');
      check(message, 'InvalidParameter', 'Publish needs a Message.');
      check(Buffer.byteLength(message) <= MAX_MESSAGE_BYTES, 'InvalidParameter', `The message must not be longer than ${MAX_MESSAGE_BYTES} bytes.`);
      const fifo = { MessageGroupId, MessageDeduplicationId };
      checkFifo(topicArn, fifo);
      const topic = topicArn.split(':').at(-1) ?? '';
      events.emit('call', { service: 'SNS', operation: 'Publish', summary: `to the topic ${topic}${describeFifo(fifo)}`, detail: prettyJson(message), requestId });
      const sequenceNumber = topic.endsWith('.fifo') ? `<SequenceNumber>${String(++sequence).padStart(20, '0')}</SequenceNumber>` : '';
      return xml(200, `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${randomUUID()}</MessageId>${sequenceNumber}</PublishResult></PublishResponse>`);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const text = error.message.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
      return xml(error.status, `<ErrorResponse><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${text}</Message></Error></ErrorResponse>`);
    }
  };
}

function xml(status: number, body: string): AwsAnswer {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
