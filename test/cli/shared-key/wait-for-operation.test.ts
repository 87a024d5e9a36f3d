import { OperationFailed, waitForOperation, WaitOptions } from '../../../src/cli/shared-key/wait-for-operation';
import { Operation, WebhookConfiguration } from '../../../src/cli/shared-key/webhook-configuration';
import { taskList } from '../../../src/cli/terminal/task-list';
import { testContext } from '../support';

/** A configuration whose operation goes through these states. */
const going = (...states: Operation['status'][]) => {
  const read = jest.fn(async () => ({ id: 'o', status: states.shift() ?? 'RUNNING' as const }));
  return { operation: read } as unknown as WebhookConfiguration;
};
const wait = async (configuration: WebhookConfiguration, options: WaitOptions = {}) => {
  const context = testContext();
  const stdout = { isTTY: true as const, write: context.stdout.write };
  await waitForOperation(configuration, { id: 'o', status: 'PENDING' }, taskList({ ...context, stdout }), { pauseMs: 5, ...options });
  return context.out();
};

test('the state is shown until the operation is complete', async () => {
  expect(await wait(going('PENDING', 'RUNNING', 'COMPLETED'))).toMatch(/pending, 0 s[^]*running, 0 s/);
});

test.each(['FAILED', 'CANCELLED'] as const)('the state %s is an error', async (status) => {
  await expect(wait(going(status))).rejects.toThrow(OperationFailed);
});

test('the wait is bounded', async () => {
  await expect(wait(going(), { timeoutMs: 1000, pauseMs: 50 }))
    .rejects.toThrow(/has not finished the change of the Rule after 1 s \(RUNNING\).*Run the same command again to wait on/);
});
