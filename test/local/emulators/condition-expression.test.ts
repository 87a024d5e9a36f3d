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

test('keeps items, and gives the one that stands in the way of a condition', async () => {
  await client.send(new PutItemCommand({ TableName, Item, ...NEW }));

  await expect(client.send(new PutItemCommand({ TableName, Item, ...NEW }))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item });
  expect((await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } }, ConsistentRead: true }))).Item).toEqual(Item);
  expect((await client.send(new GetItemCommand({ TableName, Key: { id: { S: 'b' } }, ConsistentRead: true }))).Item).toBeUndefined();
});

test.each<[string, Partial<PutItemCommandInput>, RegExp]>([
  ['an item without its key', { Item: { text: { S: 'a' } } }, /Missing the key id/],
  ['an empty key', { Item: { id: { S: '' } } }, /Missing the key id/],
  ['a key that is too long', { Item: { id: { S: 'a'.repeat(2049) } } }, /maximum size limit/],
  ['an item that is too large', { Item: { ...Item, text: { S: 'a'.repeat(410_000) } } }, /Item size has exceeded/],
  ['another type of value', { Item: { ...Item, list: { SS: ['a'] } } }, /does not emulate the type of the value of list/],
  ['no values', { ...NEW, ConditionExpression: 'attribute_not_exists(#id)', ExpressionAttributeNames: { '#id': 'id' }, ExpressionAttributeValues: {} }, /must not be empty/],
  ['a name that is not used', { ...NEW, ExpressionAttributeNames: { ...NEW.ExpressionAttributeNames, '#other': 'other' } }, /unused in expressions: #other/],
  ['a name that is not given', { ...NEW, ExpressionAttributeNames: { '#id': 'id' } }, /#number is no #name that was given/],
  ['another operator', { ...NEW, ConditionExpression: 'attribute_not_exists(#id) OR #number > :number' }, /does not emulate the operator >/],
])('rejects %s', async (_, changes, problem) => {
  await expect(client.send(new PutItemCommand({ TableName, Item, ...changes }))).rejects.toThrow(problem);
});

test('rejects reads that are not consistent', async () => {
  await expect(client.send(new GetItemCommand({ TableName, Key: { id: { S: 'a' } } }))).rejects.toThrow('reads only consistently');
});

const names = { '#a': 'a', '#b': 'b' };
const values = { ':one': { N: '1' }, ':two': { N: '2' } };
const SOME = { a: { N: '1' }, b: { N: '2' } };

test.each<[string, typeof SOME | undefined, boolean]>([
  ['#a = :one AND #b = :two', SOME, true],
  ['#a = :two OR #b = :one', SOME, false],
  ['#a = :one OR #b = :one AND #a = :two', SOME, true], // AND binds first
  ['(#a = :one OR #b = :one) AND #a = :two', SOME, false],
  ['attribute_not_exists(#a) OR #b <= :one OR #b <= :two', SOME, true],
  ['attribute_not_exists(#a) OR #b <= :one OR #b <= :two', undefined, true],
  ['#a <= :one OR #b <= :two', undefined, false], // what is not there is no number
])('%s of %j: %s', (expression, item, expected) => {
  expect(meetsCondition(item, { expression, names: used(expression, names), values: used(expression, values) })).toBe(expected);
});

function used<Value>(expression: string, given: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => expression.includes(name)));
}
