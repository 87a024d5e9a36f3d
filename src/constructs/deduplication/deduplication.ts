import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';

/** How the gateway handles a message when the deduplication table is unavailable. */
export enum DeduplicationFailureMode {
  /** Answer it, although it may be a duplicate. `metricDeduplicationUnavailable` counts it. */
  FAIL_OPEN = 'fail_open',
  /** Reject it with 503. Twilio retries, or calls the number's fallback URL. */
  FAIL_CLOSED = 'fail_closed',
}

/** How a gateway recognizes duplicates: messages that Twilio delivers again, or that somebody else replays. */
export interface Deduplication {
  /**
   * Your table for the handled messages, in the gateway's region. It needs the partition key `id` of type string and no
   * sort key, and should have `expiration` as its time-to-live attribute. Several gateways may share it.
   *
   * @default - a table is created: billed on demand, with time to live, encrypted with the gateway's `encryptionKey` or
   * the AWS managed key for DynamoDB, and without point-in-time recovery, which would keep the bodies of replies for 35
   * days
   */
  readonly table?: dynamodb.ITable;

  /**
   * Removal policy of the created table. Once the table is deleted, captured messages can be replayed again. Not with
   * `table`.
   *
   * @default RemovalPolicy.RETAIN - the table is kept
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How the gateway handles a message when the table is unavailable.
   *
   * @default DeduplicationFailureMode.FAIL_OPEN - the message is answered, although it may be a duplicate
   */
  readonly failureMode?: DeduplicationFailureMode;
}
