import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { startAwsServer } from '../../../src/local/emulators/aws-server';
import { dynamoDb } from '../../../src/local/emulators/dynamodb';

async function withClient<T>(use: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const server = await startAwsServer({ dynamodb: dynamoDb({ tables: new Map(), isTable: (name) => name === 'Own' }) });
  const credentials = { accessKeyId: server.accessKeyId, secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'us-east-1', maxAttempts: 1, credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
    await server.close();
  }
}

test("the emulator handles the gateway's own table", async () => {
  const Key = { id: { S: 'a' } };

  await withClient(async (client) => {
    expect(
      (await client.send(new GetItemCommand({ TableName: 'Own', Key, ConsistentRead: true }))).Item,
    ).toBeUndefined();
    await client.send(new PutItemCommand({ TableName: 'Own', Item: { ...Key, state: { S: 'done' } } }));
    expect((await client.send(new GetItemCommand({ TableName: 'Own', Key, ConsistentRead: true }))).Item).toEqual({
      ...Key,
      state: { S: 'done' },
    });
  });
});

test.each([
  { name: 'read', command: new GetItemCommand({ TableName: 'Orders', Key: { number: { S: '42' } } }) },
  { name: 'queried', command: new QueryCommand({ TableName: 'Orders', KeyConditionExpression: 'id = :id' }) },
])('the error of another table that is $name says what to do', async ({ command }) => {
  await expect(withClient(async (client) => client.send(command as GetItemCommand))).rejects.toThrow(
    "The local gateway does not emulate tables of DynamoDB other than the gateway's own. Run an emulator of your choice, "
      + "and put its address into the function's environment, such as AWS_ENDPOINT_URL_DYNAMODB=http",
  );
});
