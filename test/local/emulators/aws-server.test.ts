import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { serve, Served } from './support';
import { Emulator } from '../../../src/local/emulators/aws-server';
import { traceHeader } from '../../../src/local/function/trace';

const REQUEST_ID = '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f';
const SEND = new SendMessageCommand({
  QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/q',
  MessageBody: 'x',
});

let served: Served;

async function client(
  service: string,
  emulator: Emulator = () => ({ status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' }),
): Promise<SQSClient> {
  served = await serve(service, () => emulator);
  return new SQSClient({ ...served.config, useQueueUrlAsEndpoint: false, md5: false as never });
}

afterEach(async () => served.server.close());

test('a request reaches the emulator of the service that it is signed for, with its invocation', async () => {
  const emulator = jest.fn<ReturnType<Emulator>, Parameters<Emulator>>(() => ({
    status: 200,
    headers: {},
    body: '{}',
  }));
  await client('sqs', emulator);

  await fetch(served.server.endpoint + '/path', {
    method: 'POST',
    headers: {
      'authorization': `AWS4-HMAC-SHA256 Credential=${served.server.accessKeyId}/20261122/us-east-1/sqs/aws4_request, SignedHeaders=host`,
      'x-amzn-trace-id': traceHeader(REQUEST_ID),
    },
    body: 'é',
  });

  expect(emulator).toHaveBeenCalledWith(
    expect.objectContaining({ method: 'POST', path: '/path', body: 'é', requestId: REQUEST_ID }),
  );
});

test('the error of a service without an emulator names it', async () => {
  await expect((await client('s3')).send(SEND)).rejects.toThrow(
    'The local gateway does not emulate the service sqs. Run an emulator of your choice, and put its address '
      + "into the function's environment, such as AWS_ENDPOINT_URL_SQS=http",
  );
});

test.each([
  { service: 'toString' },
  { service: '__proto__' },
])('the inherited name $service is no service', async ({ service }) => {
  await client('sqs');

  const response = await fetch(served.server.endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${served.server.accessKeyId}/20261122/us-east-1/${service}/aws4_request, SignedHeaders=host`,
    },
  });

  expect(await response.text()).toContain(`does not emulate the service ${service}`);
});

test('a request without the key is rejected', async () => {
  const emulator = jest.fn();
  await client('sqs', emulator);
  const stranger = new SQSClient({
    ...served.config,
    useQueueUrlAsEndpoint: false,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
  });

  await expect(stranger.send(SEND)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });

  expect(emulator).not.toHaveBeenCalled();
  stranger.destroy();
});
