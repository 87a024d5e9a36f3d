import { AwsError, check } from './aws-error';
import { notEmulated, Emulator } from './aws-server';
import { AttributeValue, Attributes, meetsCondition } from './condition-expression';
import { jsonService } from './json-protocol';

/** Items by table and id. Expired items stay: DynamoDB may take days to delete them, too. */
export type Tables = Map<string, Map<string, Attributes>>;

export interface DynamoDbProps {
  /** @default - new and empty */
  readonly tables?: Tables;
  /** Tells whether there is such a table. Its partition key is `id`, a string. */
  readonly isTable: (name: string) => boolean;
}

/** Source: Amazon DynamoDB, "Quotas": item size, length of partition keys. */
const MAX_ITEM_BYTES = 400 * 1024;
const MAX_KEY_BYTES = 2048;

/**
 * Emulates `GetItem` and `PutItem` of Amazon DynamoDB. Stricter: reads must be consistent, and a failed condition must
 * ask for the item that is there.
 */
export function dynamoDb({ tables = new Map(), isTable }: DynamoDbProps): Emulator {
  const tableOf = (name: unknown): Map<string, Attributes> => {
    const table = tables.get(String(name)) ?? new Map<string, Attributes>();
    tables.set(String(name), table);
    return table;
  };
  const service = jsonService({
    target: 'DynamoDB_20120810',
    version: '1.0',
    operations: {
      GetItem: {
        members: ['TableName', 'Key', 'ConsistentRead'],
        handle: ({ TableName: name, Key: key, ConsistentRead: isConsistent }) => {
          check(isConsistent === true, 'ValidationException', 'The local gateway reads only consistently.');
          check(Object.keys(Object(key)).join() === 'id', 'ValidationException',
            'The provided key element does not match the schema');
          const found = tableOf(name).get(idOf(Object(key)));
          return found === undefined ? {} : { Item: found };
        },
      },
      PutItem: {
        members: [
          'TableName',
          'Item',
          'ConditionExpression',
          'ExpressionAttributeNames',
          'ExpressionAttributeValues',
          'ReturnValuesOnConditionCheckFailure',
        ],
        handle: (input) => {
          const { TableName: name, Item, ConditionExpression: expression } = input;
          const table = tableOf(name);
          const item = Object(Item) as Attributes;
          const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
          const { ReturnValuesOnConditionCheckFailure: onFailure } = input;
          const id = idOf(item);
          Object.entries(item).forEach(([attribute, value]) => checkValue(attribute, value));
          check(Buffer.byteLength(JSON.stringify(item)) <= MAX_ITEM_BYTES, 'ValidationException',
            'Item size has exceeded the maximum allowed size');
          check(values === undefined || Object.keys(Object(values)).length > 0, 'ValidationException',
            'ExpressionAttributeValues must not be empty');
          const found = table.get(id);
          const condition = { expression: String(expression), names: Object(names), values: Object(values) };
          if (expression !== undefined && !meetsCondition(found, condition)) {
            check(onFailure === 'ALL_OLD', 'ValidationException',
              'The local gateway needs ReturnValuesOnConditionCheckFailure.');
            const members = { Item: found };
            throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, members);
          }
          table.set(id, item);
          return {};
        },
      },
    },
  });
  return (request) => isTable(tableIn(request.body))
    ? service(request)
    : notEmulated("tables of DynamoDB other than the gateway's own", 'dynamodb');
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
  check(typeof value === 'string' && value !== '', 'ValidationException',
    'One or more parameter values were invalid: Missing the key id in the item');
  check(Buffer.byteLength(value) <= MAX_KEY_BYTES, 'ValidationException',
    'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit');
  return value;
}

function checkValue(name: string, value: AttributeValue): void {
  const [[type, content], ...others] = Object.entries(Object(value)) as [string, unknown][];
  const isRight = others.length === 0 && (
    (type === 'S' && typeof content === 'string') ||
    (type === 'N' && typeof content === 'string' && /^-?\d{1,38}(\.\d+)?$/.test(content)) ||
    (type === 'BOOL' && typeof content === 'boolean'));
  check(isRight, 'ValidationException', `The local gateway does not emulate the type of the value of ${name}.`);
}
