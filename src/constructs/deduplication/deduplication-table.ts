import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Deduplication, DeduplicationFailureMode } from './deduplication';
import { PARTITION_KEY, TIME_TO_LIVE, validateTable } from './validate-table';
import { DEDUPLICATION_REQUIRED_ENV, DEDUPLICATION_TABLE_ENV } from '../../shared/env';
import { grantKeyThrough } from '../keys/grant-key';

/** The calls that the functions make (src/runtime/deduplication). */
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem'];

/** Source: Amazon DynamoDB Developer Guide, "Authorizing use of your AWS KMS keys". CDK grants the same. */
const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/**
 * Returns the user's table, or creates one.
 *
 * @throws Error for the removal policy of a table that the gateway does not create, and for a table of another shape
 */
export function deduplicationTable(
  scope: Construct,
  { table, removalPolicy }: Deduplication,
  encryptionKey?: kms.IKey,
): dynamodb.ITable {
  if (table) {
    if (removalPolicy !== undefined) {
      throw new Error(
        `${scope.node.path}: ` +
        'deduplication.removalPolicy and deduplication.table are both set, ' +
        'but removalPolicy works only for the table that the gateway creates. ' +
        'Leave one of them out, or set the policy where you create the table.');
    }
    validateTable(scope, table);
    return table;
  }
  return new dynamodb.Table(scope, 'DeduplicationTable', {
    partitionKey: { name: PARTITION_KEY, type: dynamodb.AttributeType.STRING },
    timeToLiveAttribute: TIME_TO_LIVE,
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    encryption: encryptionKey ? dynamodb.TableEncryption.CUSTOMER_MANAGED : dynamodb.TableEncryption.AWS_MANAGED,
    encryptionKey,
    removalPolicy: removalPolicy ?? RemovalPolicy.RETAIN,
  });
}

/** The environment variables with which a function uses the table. */
export function deduplicationEnvironment(
  table: dynamodb.ITable,
  { failureMode }: Deduplication,
): Record<string, string> {
  return {
    [DEDUPLICATION_TABLE_ENV]: table.tableName,
    ...(failureMode === DeduplicationFailureMode.FAIL_CLOSED && { [DEDUPLICATION_REQUIRED_ENV]: 'true' }),
  };
}

/** Lets a function use the table, and the table's key if it has one. Narrower than `table.grantReadWriteData`. */
export function grantDeduplication(table: dynamodb.ITable, grantee: iam.IGrantable): void {
  iam.Grant.addToPrincipal({ grantee, actions: ACTIONS, resourceArns: [table.tableArn] });
  grantKeyThrough('dynamodb', Stack.of(table).region, table.encryptionKey, grantee, KEY_ACTIONS);
}
