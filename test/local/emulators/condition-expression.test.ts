import { DynamoDBClient, GetItemCommand, PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { serve, Served } from './support';
import { meetsCondition } from '../../../src/local/emulators/condition-expression';
import { dynamoDb } from '../../../src/local/emulators/dynamodb';

let served: Served;
let client: DynamoDBClient;

beforeEach(async () => {
  served = await serve('dynamodb', () => dynamoDb({ tables: new Map(), isTable: (name) => name === 'Texts' }));
  client = new DynamoDBClient(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.server.close();
});

const TableName = 'Texts';
const Item = { id: { S: 'a' }, number: { N: '12' }, yes: { BOOL: true } };
const NEW = {
  ConditionExpression: 'attribute_not_exists(#id) OR #number <= :number',
  ExpressionAttributeNames: { '#id': 'id', '#number': 'number' },
  ExpressionAttributeValues: { ':number': { N: '11' } },
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;

test('a failed condition returns the item that is there', async () => {
  await client.send(new PutItemCommand({ TableName, Item, ...NEW }));

  await expect(client.send(new PutItemCommand({ TableName, Item, ...NEW }))).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item,
  });
  expect(
    (await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } }, ConsistentRead: true }))).Item,
  ).toEqual(Item);
  expect(
    (await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'b' } }, ConsistentRead: true }))).Item,
  ).toBeUndefined();
});

test.each<{ name: string; changes: Partial<PutItemCommandInput>; problem: RegExp }>([
  { name: 'an item without its key', changes: { Item: { text: { S: 'a' } } }, problem: /Missing the key id/ },
  { name: 'an empty key', changes: { Item: { id: { S: '' } } }, problem: /Missing the key id/ },
  { name: 'a key that is too long', changes: { Item: { id: { S: 'a'.repeat(2049) } } }, problem: /maximum size limit/ },
  {
    name: 'an item that is too large',
    changes: { Item: { ...Item, text: { S: 'a'.repeat(410_000) } } },
    problem: /Item size has exceeded/,
  },
  {
    name: 'another type of value',
    changes: { Item: { ...Item, list: { SS: ['a'] } } },
    problem: /does not emulate the type of the value of list/,
  },
  {
    name: 'no values',
    changes: {
      ...NEW,
      ConditionExpression: 'attribute_not_exists(#id)',
      ExpressionAttributeNames: { '#id': 'id' },
      ExpressionAttributeValues: {},
    },
    problem: /must not be empty/,
  },
  {
    name: 'a name that is not used',
    changes: { ...NEW, ExpressionAttributeNames: { ...NEW.ExpressionAttributeNames, '#other': 'other' } },
    problem: /unused in expressions: #other/,
  },
  {
    name: 'a name that is not given',
    changes: { ...NEW, ExpressionAttributeNames: { '#id': 'id' } },
    problem: /#number is no #name that was given/,
  },
  {
    name: 'another operator',
    changes: { ...NEW, ConditionExpression: 'attribute_not_exists(#id) OR #number > :number' },
    problem: /does not emulate the operator >/,
  },
])('a write with $name is rejected', async ({ changes, problem }) => {
  await expect(client.send(new PutItemCommand({ TableName, Item, ...changes }))).rejects.toThrow(problem);
});

test('a read that is not consistent is rejected', async () => {
  await expect(client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }))).rejects.toThrow(
    'reads only consistently',
  );
});

const names = { '#a': 'a', '#b': 'b' };
const values = { ':one': { N: '1' }, ':two': { N: '2' } };
const SOME = { a: { N: '1' }, b: { N: '2' } };

test.each<{ expression: string; item: typeof SOME | undefined; expected: boolean }>([
  { expression: '#a = :one AND #b = :two', item: SOME, expected: true },
  { expression: '#a = :two OR #b = :one', item: SOME, expected: false },
  { expression: '#a = :one OR #b = :one AND #a = :two', item: SOME, expected: true }, // AND binds first
  { expression: '(#a = :one OR #b = :one) AND #a = :two', item: SOME, expected: false },
  { expression: 'attribute_not_exists(#a) OR #b <= :one OR #b <= :two', item: SOME, expected: true },
  { expression: 'attribute_not_exists(#a) OR #b <= :one OR #b <= :two', item: undefined, expected: true },
  { expression: '#a <= :one OR #b <= :two', item: undefined, expected: false }, // what is not there is no number
])('the condition $expression of $item is $expected', ({ expression, item, expected }) => {
  expect(meetsCondition(item, { expression, names: used(expression, names), values: used(expression, values) })).toBe(
    expected,
  );
});

function used<Value>(expression: string, given: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => expression.includes(name)));
}
