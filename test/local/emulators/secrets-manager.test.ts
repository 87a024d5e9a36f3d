import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AwsServer, startAwsServer } from '../../../src/local/emulators/aws-server';
import { LocalSecret } from '../../../src/local/emulators/local-secret';
import { secretsManager } from '../../../src/local/emulators/secrets-manager';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Sms-Token-local1';
const TOKEN = '0123456789abcdef0123456789abcdef';

let emulator: AwsServer;
let client: SecretsManagerClient;

function clientWith(accessKeyId: string): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'local' },
  });
}

beforeAll(async () => {
  emulator = await startAwsServer({ secretsmanager: secretsManager({ store: new LocalSecret(ARN, TOKEN) }) });
  client = clientWith(emulator.accessKeyId);
});

afterAll(async () => {
  client.destroy();
  await emulator.close();
});

test("the AWS SDK gets the secret's current version", async () => {
  const output = await client.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSCURRENT' }));

  expect(output).toMatchObject({
    ARN,
    Name: 'Sms-Token',
    SecretString: JSON.stringify({ accountSid: '', authToken: TOKEN }),
    VersionStages: ['AWSCURRENT'],
  });
  expect(Math.abs(Date.now() - output.CreatedDate!.getTime())).toBeLessThan(60_000);
});

test.each([
  {
    name: 'a stage that the secret does not have',
    input: { SecretId: ARN, VersionStage: 'AWSPREVIOUS' },
    code: 'ResourceNotFoundException',
  },
  {
    name: 'another secret',
    input: { SecretId: 'other', VersionStage: 'AWSCURRENT' },
    code: 'ResourceNotFoundException',
  },
  { name: 'no stage', input: { SecretId: ARN }, code: 'InvalidParameterException' },
])('a request for $name is rejected with $code', async ({ input, code }) => {
  await expect(client.send(new GetSecretValueCommand(input))).rejects
    .toMatchObject({ name: code, $metadata: { httpStatusCode: 400 } });
});

test('every other operation is rejected by name', async () => {
  await expect(client.send(new ListSecretsCommand({}))).rejects.toThrow(
    /local gateway does not emulate secretsmanager.ListSecrets/,
  );
});

test('only the function gets the token', async () => {
  const stranger = clientWith('AKIAIOSFODNN7EXAMPLE');
  await expect(
    stranger.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSCURRENT' })),
  ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
  stranger.destroy();

  const response = await fetch(emulator.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: '{}',
  });
  expect(response.status).toBe(400);
  expect(await response.text()).not.toContain(TOKEN);
});
