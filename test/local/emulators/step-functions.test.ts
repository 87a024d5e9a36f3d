import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { serve, Served } from './support';
import { stepFunctions } from '../../../src/local/emulators/step-functions';

const INPUT = {
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:flow',
  name: 'name0123456789',
  input: '{"body":"Hello"}',
};

let served: Served;
let client: SFNClient;

beforeEach(async () => {
  served = await serve('states', stepFunctions);
  client = new SFNClient(served.config);
});
afterEach(async () => {
  client.destroy();
  await served.server.close();
});

test('the emulator takes an execution of the AWS SDK and reports it', async () => {
  const output = await client.send(new StartExecutionCommand(INPUT));

  expect(output).toMatchObject({
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:flow:name0123456789',
    startDate: expect.any(Date),
  });
  expect(served.calls).toEqual([
    {
      service: 'Step Functions',
      operation: 'StartExecution',
      summary: 'of the state machine flow, as name0123…',
      detail: '{\n  "body": "Hello"\n}',
      requestId: undefined,
    },
  ]);
});

test('a name starts one execution only', async () => {
  await client.send(new StartExecutionCommand(INPUT));

  await expect(client.send(new StartExecutionCommand(INPUT))).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  expect(served.calls).toHaveLength(1);
});

test.each([
  { name: 'no state machine', changes: { stateMachineArn: '' }, message: /needs a stateMachineArn/ },
  { name: 'a name that is too long', changes: { name: 'x'.repeat(81) }, message: /1 to 80 characters/ },
  { name: 'a name with a colon', changes: { name: 'a:b' }, message: /1 to 80 characters/ },
  { name: 'an input that is no JSON', changes: { input: 'Hello' }, message: /must be JSON/ },
  { name: 'too much input', changes: { input: JSON.stringify('x'.repeat(256 * 1024)) }, message: /at most 256 KiB/ },
  {
    name: 'an unknown member',
    changes: { traceHeader: 'x' },
    message: /does not emulate traceHeader of StartExecution/,
  },
])('an execution with $name is rejected', async ({ changes, message }) => {
  await expect(client.send(new StartExecutionCommand({ ...INPUT, ...changes }))).rejects.toThrow(message);
  expect(served.calls).toEqual([]);
});

test('every other operation is rejected by name', async () => {
  await expect(client.send(new ListStateMachinesCommand({}))).rejects.toThrow(
    'does not emulate AWSStepFunctions.ListStateMachines, only AWSStepFunctions.StartExecution.',
  );
});
