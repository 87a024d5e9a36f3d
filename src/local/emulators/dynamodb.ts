import { AwsError, check } from './aws-error';
import { notEmulated, Emulator } from './aws-server';
import { AttributeValue, Attributes, meetsCondition } from './condition-expression';
import { jsonService } from './json-protocol';

/** Items by table and id. Nothing is deleted when it expires: DynamoDB may take days. */
export type Tables = Map<string, Map<string, Attributes>>;

export interface DynamoDbProps {
  /** @default - new and empty */
  readonly tables?: Tables;
  /** Whether there is such a table. Its partition key is `id`, a string. */
  readonly isTable: (name: string) => boolean;
}

/** Source: Amazon DynamoDB, "Quotas": item size, length of partition keys. */
const MAX_ITEM_BYTES = 400 * 1024;
const MAX_KEY_BYTES = 2048;

/** Emulates `GetItem` and `PutItem` of Amazon DynamoDB, stricter: reads must be consistent, and an item that stands in the way must be asked for. */
export function dynamoDb({ tables = new Map(), isTable }: DynamoDbProps): Emulator {
  const tableOf = (name: unknown): Map<string, Attributes> => tables.get(String(name)) ?? tables.set(String(name), new Map()).get(String(name))!;
  const service = jsonService({
    target: 'DynamoDB_20120810',
    version: '1.0',
    operations: {
      GetItem: {
        members: ['TableName', 'Key', 'ConsistentRead'],
        handle: ({ TableName: name, Key: key, ConsistentRead: isConsistent }) => {
          check(isConsistent === true, 'ValidationException', 'The local gateway reads only consistently.');
          check(Object.keys(Object(key)).join() === 'id', 'ValidationException', 'The provided key element does not match the schema');
          const found = tableOf(name).get(idOf(Object(key)));
          return found === undefined ? {} : { Item: found };
        },
      },
      PutItem: {
        members: ['TableName', 'Item', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnValuesOnConditionCheckFailure'],
        handle: ({ TableName: name, Item, ConditionExpression: expression, ReturnValuesOnConditionCheckFailure: onFailure, ...placeholders }) => {
          const table = tableOf(name);
          const item = Object(Item) as Attributes;
          const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = placeholders;
          const id = idOf(item);
          Object.entries(item).forEach(([attribute, value]) => checkValue(attribute, value));
          check(Buffer.byteLength(JSON.stringify(item)) <= MAX_ITEM_BYTES, 'ValidationException', 'Item size has exceeded the maximum allowed size');
          check(values === undefined || Object.keys(Object(values)).length > 0, 'ValidationException', 'ExpressionAttributeValues must not be empty');
          const found = table.get(id);
          if (expression !== undefined && !meetsCondition(found, { expression: String(expression), names: Object(names), values: Object(values) })) {
            check(onFailure === 'ALL_OLD', 'ValidationException', 'The local gateway needs ReturnValuesOnConditionCheckFailure.');
            throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, { Item: found });
          }
          table.set(id, item);
          return {};
        },
      },
    },
  });
  // The tables of a reply handler are an emulator's.
  return (request) => isTable(tableIn(request.body)) ? service(request) : notEmulated("DynamoDB but for the gateway's own table", 'dynamodb');
}

function tableIn(body: string): string {
  try {
    return String(Object(JSON.parse(body)).TableName);
  } catch {
    return '';
  }
}

function idOf({ id }: Attributes): string {
  const value = id?.S;
  check(typeof value === 'string' && value !== '', 'ValidationException', 'One or more parameter values were invalid: Missing the key id in the item');
  check(Buffer.byteLength(value) <= MAX_KEY_BYTES, 'ValidationException', 'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit');
  return value;
}

function checkValue(name: string, value: AttributeValue): void {
  const [[type, content], ...others] = Object.entries(Object(value)) as [string, unknown][];
  const hasPassed = others.length === 0 && (
    (type === 'S' && typeof content === 'string') ||
    (type === 'N' && typeof content === 'string' && /^-?\d{1,38}(\.\d+)?$/.test(content)) ||
    (type === 'BOOL' && typeof content === 'boolean'));
  check(hasPassed, 'ValidationException', `The local gateway does not know the value of ${name}.`);
}
