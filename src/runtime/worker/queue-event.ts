import { KEY_ATTRIBUTE } from '../targets/queued-key';

/** A message from SQS. Source: AWS Lambda, "Using Lambda with Amazon SQS". */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    /** How often the message was received, this time included. */
    readonly ApproximateReceiveCount: string;
    readonly MessageGroupId: string;
    readonly MessageDeduplicationId: string;
  };
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string }>>;
}

/** The idempotency key of a message. If an older version queued it without one, its deduplication id. */
export function keyOf({ messageAttributes, attributes }: QueueRecord): string {
  return messageAttributes[KEY_ATTRIBUTE]?.stringValue ?? attributes.MessageDeduplicationId;
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** Names the records that SQS must deliver again. */
export interface QueueResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}
