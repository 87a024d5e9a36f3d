import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { serve, Served } from './support';
import { InvokeFunction, lambda } from '../../../src/local/emulators/lambda';
import { UserError } from '../../../src/local/problems/user-error';

const FunctionName = 'arn:aws:lambda:us-east-1:000000000000:function:mine:live';
const INVOKE = new InvokeCommand({ FunctionName, InvocationType: 'RequestResponse', Payload: '{"body":"Hello é"}' });

const invoke = jest.fn<ReturnType<InvokeFunction>, Parameters<InvokeFunction>>();
let served: Served;
let client: LambdaClient;

beforeEach(async () => {
  served = await serve('lambda', ({ events }) => lambda({ events, invoke }));
  client = new LambdaClient(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.server.close();
});

test.each([
  { result: 'Hello', payload: '"Hello"' },
  { result: undefined, payload: 'null' },
  { result: [{ body: 'é' }], payload: '[{"body":"é"}]' },
])('the function runs, and its result $result is returned', async ({ result, payload }) => {
  invoke.mockResolvedValueOnce(result);

  const output = await client.send(INVOKE);

  expect(output.FunctionError).toBeUndefined();
  expect(output.Payload?.transformToString()).toBe(payload);
  expect(invoke).toHaveBeenCalledWith(FunctionName, expect.stringMatching(/^[0-9a-f-]{36}$/), { body: 'Hello é' });
  expect(served.calls).toMatchObject([
    {
      service: 'Lambda',
      operation: 'Invoke',
      summary: 'of the function mine:live: it answered',
      detail: expect.stringContaining('Hello é'),
    },
  ]);
});

test('an error of the function is returned as Lambda does', async () => {
  invoke.mockRejectedValueOnce(new Error('ValueError: bad'));

  const output = await client.send(INVOKE);

  expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(output.Payload!.transformToString())).toEqual({
    errorType: 'Error',
    errorMessage: 'ValueError: bad',
  });
  expect(served.calls[0].summary).toBe('of the function mine:live: ValueError: bad');
});

test('the error of a function that cannot run here tells the reason', async () => {
  invoke.mockRejectedValueOnce(new UserError('It is written in Java.'));

  await expect(client.send(INVOKE)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'It is written in Java.',
  });
  expect(served.calls[0].summary).toBe('of the function mine:live: It is written in Java.');
});

test('an asynchronous invocation and every other operation are rejected', async () => {
  await expect(
    client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{}' })),
  ).rejects.toThrow('only Invoke of AWS Lambda with the type RequestResponse');
  await expect(client.send(new ListFunctionsCommand({}))).rejects.toThrow('does not emulate GET /2015-03-31/functions');
});
