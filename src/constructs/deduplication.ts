import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { grantKeyThrough } from './keys/grant-key';
import { DEDUPLICATION_REQUIRED_ENV, DEDUPLICATION_TABLE_ENV } from '../shared/env';

/** What to do with a message when the deduplication table is unavailable. */
export enum DeduplicationFailureMode {
  /** Answer it, although it may be a duplicate. `metricDeduplicationUnavailable` counts it. */
  FAIL_OPEN = 'fail_open',
  /** Reject it with 503. Twilio retries, or calls the number's fallback URL. */
  FAIL_CLOSED = 'fail_closed',
}

/** How a gateway answers each text once, though Twilio may deliver it more than once and anybody may send a captured one again. */
export interface Deduplication {
  /**
   * The table that remembers the texts. It needs the partition key `id`, a string, and no sort key, and should have `expiration` as
   * its time to live attribute. Several gateways may share one; it must be in their region.
   *
   * @default - a table is created: on demand, with time to live, encrypted with the gateway's `encryptionKey` or the one that AWS
   * manages for DynamoDB, and without point-in-time recovery, which would keep the texts of replies for 35 days
   */
  readonly table?: dynamodb.ITable;

  /**
   * What becomes of the table that is created when it is removed from the stack. Without it every captured text could be sent once
   * more. Not with `table`.
   *
   * @default RemovalPolicy.RETAIN - the table is kept
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * What to do with a message when the table is unavailable.
   *
   * @default DeduplicationFailureMode.FAIL_OPEN
   */
  readonly failureMode?: DeduplicationFailureMode;
}

/** The calls that the functions make. Source: `src/runtime/deduplication/dynamodb-table.ts`. */
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'];

/** Source: Amazon DynamoDB Developer Guide, "Authorizing use of your AWS KMS keys"; the same as the CDK's grants. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Gives the table that was brought, or creates one.
 *
 * @throws Error for a removal policy of a table that was brought
 */
export function deduplicationTable(scope: Construct, { table, removalPolicy }: Deduplication, encryptionKey?: kms.IKey): dynamodb.ITable {
  if (table) {
    if (removalPolicy !== undefined) {
      throw new Error(`${scope.node.path}: deduplication.removalPolicy is for the table that the gateway creates, got it together with deduplication.table. Leave one of them out, or set it where that table is made.`);
    }
    return table;
  }
  return new dynamodb.Table(scope, 'DeduplicationTable', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: 'expiration',
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.AWS_MANAGED,
    encryptionKey,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
}

/** What a function needs in its environment to use the table. */
export function deduplicationEnvironment(table: dynamodb.ITable, { failureMode }: Deduplication): Record<string, string> {
  return {
    [DEDUPLICATION_TABLE_ENV]: table.tableName,
    ...(failureMode === DeduplicationFailureMode.FAIL_CLOSED && { [DEDUPLICATION_REQUIRED_ENV]: 'true' }),
  };
}

/** Lets a function use the table, and its key where it names one. Narrower than `table.grantReadWriteData`. */
export function grantDeduplication(table: dynamodb.ITable, grantee: iam.IGrantable): void {
  iam.Grant.addToPrincipal({ grantee, actions: ACTIONS, resourceArns: [table.tableArn] });
  grantKeyThrough('dynamodb', Stack.of(table).region, table.encryptionKey, grantee, KEY_ACTIONS);
}
