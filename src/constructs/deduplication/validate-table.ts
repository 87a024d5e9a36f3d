import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** The partition key and the attribute for time to live, which src/runtime/deduplication uses. */
export const PARTITION_KEY = 'id';
export const TIME_TO_LIVE = 'expiration';

const NEEDED = `the partition key "${PARTITION_KEY}" of type string and no sort key`;

/**
 * Checks what is known at synth of a table that the gateway does not create. Nothing is known of an imported table but
 * its region.
 *
 * @throws Error for a table of which every read or write would fail: no duplicate would be recognized
 */
export function validateTable(scope: Construct, table: dynamodb.ITable): void {
  const { region } = Stack.of(scope);
  const tableRegion = regionOf(table);
  if (!Token.isUnresolved(region) && !Token.isUnresolved(tableRegion) && tableRegion !== region) {
    throw new Error(
      `${scope.node.path}: deduplication.table must be in the gateway's region ${region}, ` +
      `got a table in ${tableRegion}. Use a table, or a replica of it, in ${region}.`);
  }
  const resource = table.node.defaultChild;
  if (!(resource instanceof dynamodb.CfnTable) && !(resource instanceof dynamodb.CfnGlobalTable)) { return; }

  checkKeys(scope, resource);
  const timeToLive = Stack.of(scope).resolve(resource.timeToLiveSpecification);
  if (timeToLive?.attributeName !== TIME_TO_LIVE) {
    Annotations.of(scope).addWarningV2(
      'cdk-twilio-sms-gateway:deduplicationTimeToLive',
      `deduplication.table does not have "${TIME_TO_LIVE}" as its time-to-live attribute, so DynamoDB never deletes ` +
      `what the gateway writes, and the table grows with each message. Set timeToLiveAttribute: '${TIME_TO_LIVE}', ` +
      'or delete expired items yourself and acknowledge this warning.');
  }
}

/** The environment of a table that is imported by its ARN is that of its stack. */
function regionOf({ tableArn, env }: dynamodb.ITable): string {
  return Token.isUnresolved(tableArn) ? env.region : tableArn.split(':')[3];
}

interface Schema {
  readonly keys?: ReadonlyArray<{ readonly attributeName: string; readonly keyType: string }>;
  readonly attributes?: ReadonlyArray<{ readonly attributeName: string; readonly attributeType: string }>;
}

function checkKeys(scope: Construct, resource: dynamodb.CfnTable | dynamodb.CfnGlobalTable): void {
  const { keySchema, attributeDefinitions } = resource;
  const { keys = [], attributes = [] } = Stack.of(scope).resolve(
    { keys: keySchema, attributes: attributeDefinitions },
  ) as Schema;
  const typeOf = (name: string) => attributes.find(({ attributeName }) => attributeName === name)?.attributeType;
  const [key, sortKey] = keys;
  if (sortKey === undefined && key?.attributeName === PARTITION_KEY && typeOf(PARTITION_KEY) === 'S') { return; }

  const got = keys.map(({ attributeName, keyType }) =>
    `${keyType === 'HASH' ? 'partition key' : 'sort key'} "${attributeName}" of type ${typeOf(attributeName)}`);
  throw new Error(
    `${scope.node.path}: deduplication.table must have ${NEEDED}, got ${got.join(' and ') || 'no key'}. ` +
    'Create another table, or leave it out: the gateway then creates one.');
}
