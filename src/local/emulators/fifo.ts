import { check } from './aws-error';

/** The input of a FIFO queue or topic beside the message. */
export interface FifoInput {
  readonly MessageGroupId?: unknown;
  readonly MessageDeduplicationId?: unknown;
}

/** Source: Amazon SQS API Reference, "SendMessage": MessageGroupId, MessageDeduplicationId. */
const FIFO_ID = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;

/** Checks as AWS does. Stricter: both ids are required, since content-based deduplication is not emulated. */
export function checkFifo(target: string, { MessageGroupId: group, MessageDeduplicationId: id }: FifoInput): void {
  if (target.endsWith('.fifo')) {
    check(typeof group === 'string' && FIFO_ID.test(group), 'MissingParameter',
      'A FIFO queue or topic needs a MessageGroupId of 1 to 128 letters, digits and punctuation.');
    check(typeof id === 'string' && FIFO_ID.test(id), 'InvalidParameterValue',
      'A FIFO queue or topic needs a MessageDeduplicationId of 1 to 128 letters, digits and punctuation.');
  } else {
    check(id === undefined, 'InvalidParameterValue', 'Only a FIFO queue or topic takes a MessageDeduplicationId.');
  }
}

/** The ids of a message for the page, shortened. */
export function describeFifo({ MessageGroupId: group, MessageDeduplicationId: id }: FifoInput): string {
  if (group === undefined) return '';
  return `, group ${String(group).slice(0, 8)}…, deduplication id ${String(id).slice(0, 8)}…`;
}
