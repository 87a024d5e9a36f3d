import { KEY_ATTRIBUTE } from '../targets/queued-key';

/** A message that SQS hands over. Source: AWS Lambda, "Using Lambda with Amazon SQS". */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    /** How often it was received, this time included. */
    readonly ApproximateReceiveCount: string;
    readonly MessageGroupId: string;
    readonly MessageDeduplicationId: string;
  };
  /** What was sent beside the body. */
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string }>>;
}

/** The idempotency key of a text. Of one that an older version queued, which did not write it, the deduplication id. */
export function keyOf({ messageAttributes, attributes }: QueueRecord): string {
  return messageAttributes[KEY_ATTRIBUTE]?.stringValue ?? attributes.MessageDeduplicationId;
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** Names the records that SQS has to deliver again. */
export interface QueueResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}
