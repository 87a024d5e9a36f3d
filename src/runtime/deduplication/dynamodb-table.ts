import {
  type AttributeValue, ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Condition, Item, Table } from './table';
import { lambdaCredentials } from '../sdk/lambda-credentials';

/** Time-outs of a call, in milliseconds. */
export interface TableTimeouts {
  readonly connection: number;
  readonly request: number;
  /** The whole call: two tries, connections included. */
  readonly call: number;
}

/**
 * DynamoDB answers within milliseconds or not at all. A message can wait that long once: no failed call is repeated.
 */
const TIMEOUTS: TableTimeouts = { connection: 1000, request: 1500, call: 3500 };

/** A table in Amazon DynamoDB. Reads are consistent, since a duplicate can follow within milliseconds. */
export function dynamoDbTable(TableName: string, timeouts: TableTimeouts = TIMEOUTS): Table {
  const client = new DynamoDBClient({
    credentials: lambdaCredentials,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: timeouts.connection,
      requestTimeout: timeouts.request,
      throwOnRequestTimeout: true,
      httpsAgent: { keepAlive: true, maxSockets: 50 },
    },
  });
  const within = (milliseconds: number) => ({ abortSignal: AbortSignal.timeout(milliseconds) });
  return {
    async get(id) {
      const command = new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true });
      const { Item: found } = await client.send(command, within(timeouts.call));
      return found && fromAttributes(found);
    },
    async put(item, { condition, withinMs = timeouts.call } = {}) {
      try {
        const parameters = { TableName, Item: toAttributes(item), ...(condition && toParameters(condition)) };
        await client.send(new PutItemCommand(parameters), within(withinMs));
        return undefined;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException && error.Item) {
          return fromAttributes(error.Item);
        }
        throw error;
      }
    },
  };
}

function toParameters({ expression, values }: Condition) {
  return {
    ConditionExpression: expression,
    // Always by placeholder: DynamoDB reserves several of the names.
    ExpressionAttributeNames: Object.fromEntries(expression.matchAll(/#(\w+)/g)),
    ExpressionAttributeValues: toAttributes(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]))),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function toAttributes(values: Readonly<Record<string, string | number | boolean>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]): [string, AttributeValue] => [
    name,
    typeof value === 'string' ? { S: value } : typeof value === 'number' ? { N: String(value) } : { BOOL: value },
  ]));
}

function fromAttributes(attributes: Record<string, AttributeValue>): Item {
  const values = Object.entries(attributes).map(([name, { S, N, BOOL }]) =>
    [name, S ?? (N === undefined ? BOOL : Number(N))]);
  return Object.fromEntries(values) as Item;
}
