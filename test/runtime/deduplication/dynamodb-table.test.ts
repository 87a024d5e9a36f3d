import { dynamoDbTable } from '../../../src/runtime/deduplication/dynamodb-table';
import type { Item } from '../../../src/runtime/deduplication/table';
import { TABLE, TableServer } from '../../support/table-server';

let server: TableServer;
beforeAll(async () => {
  server = await TableServer.start();
});
beforeEach(() => server.reset());
afterAll(async () => server.close());

const ITEM: Item = { id: 'a', expiration: 12, text: 'Hällo 🎉', number: 1_700_000_000_123, yes: true, no: false };
const UNLESS_THERE = { expression: 'attribute_not_exists(#id) OR #expiration <= :now', values: { now: 0 } };

test('the table puts and gets strings, numbers and booleans', async () => {
  const table = dynamoDbTable(TABLE);

  expect(await table.get('a')).toBeUndefined();
  expect(await table.put(ITEM)).toBeUndefined();
  expect(await table.get('a')).toEqual(ITEM);
});

test('a put that does not meet its condition returns the existing item and changes nothing', async () => {
  const table = dynamoDbTable(TABLE);
  await table.put(ITEM, { condition: UNLESS_THERE });

  expect(await table.put({ id: 'a', expiration: 13 }, { condition: UNLESS_THERE })).toEqual(ITEM);
  expect(await table.get('a')).toEqual(ITEM);
  expect(await table.put({ id: 'a', expiration: 13 }, {
    condition: {
      expression: '#expiration <= :now',
      values: { now: 12 },
    },
  })).toBeUndefined();
  expect(await table.get('a')).toEqual({ id: 'a', expiration: 13 });
});

test('a call rejects if the table does not exist', async () => {
  await expect(dynamoDbTable('Other').get('a')).rejects.toThrow();
  await expect(dynamoDbTable('Other').put(ITEM, { condition: UNLESS_THERE })).rejects.toThrow();
});

test('a call rejects after two tries, or when its time is over, if the table does not answer', async () => {
  const asked: string[] = [];
  server.before = ({ operation }) => {
    asked.push(operation);
    return 'silence';
  };

  await expect(dynamoDbTable(TABLE, {
    connection: 1000,
    request: 20,
    call: 5000,
  }).get('a')).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(asked).toEqual(['GetItem', 'GetItem']);
  await expect(dynamoDbTable(TABLE, { connection: 1000, request: 5000, call: 20 }).get('a')).rejects.toThrow();
  // It may reach the server when this test is over.
  await expect(dynamoDbTable(TABLE, {
    connection: 1000,
    request: 5000,
    call: 5000,
  }).put({ ...ITEM, id: 'late' }, { withinMs: 20 })).rejects.toThrow();
});

test('each call uses the current credentials', async () => {
  const table = dynamoDbTable(TABLE);
  const { AWS_ACCESS_KEY_ID } = process.env;
  process.env.AWS_ACCESS_KEY_ID = 'EXPIRED';

  await expect(table.get('a')).rejects.toThrow('The security token included in the request is invalid.');
  process.env.AWS_ACCESS_KEY_ID = AWS_ACCESS_KEY_ID;
  expect(await table.get('a')).toBeUndefined();
});
