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
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** Names the records that SQS has to deliver again. */
export interface QueueResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>;
}
