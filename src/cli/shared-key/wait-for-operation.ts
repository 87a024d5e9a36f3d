import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, Operation, WebhookConfiguration } from './webhook-configuration';
import { UserError } from '../../local/problems/user-error';
import { TaskList } from '../terminal/task-list';

/** Twilio gave a change of a Rule up. */
export class OperationFailed extends UserError {}

export interface WaitOptions {
  /** Longest pause between two looks. The first ones are shorter. @default 4 seconds */
  readonly pauseMs?: number;
  /** Twilio takes 30 to 60 seconds. @default 3 minutes */
  readonly timeoutMs?: number;
}

/**
 * Waits until a change of a Rule holds in all of Twilio's regions.
 *
 * @throws UserError if Twilio gives up, or takes too long. The Rule is left to be looked at by the next run.
 */
export async function waitForOperation(
  configuration: WebhookConfiguration,
  { id, status }: Operation,
  tasks: TaskList,
  { pauseMs = 4000, timeoutMs = 180_000 }: WaitOptions = {},
): Promise<void> {
  const start = Date.now();
  let operation: Operation = { id, status };
  for (let looks = 0; !hasEnded(operation.status); looks++) {
    const seconds = Math.round((Date.now() - start) / 1000);
    if (seconds * 1000 >= timeoutMs) {
      throw new UserError(`Twilio has not finished the change of the Rule after ${seconds} s (${operation.status}). `
        + 'Messages are signed with the former key or the new one meanwhile. Run the same command again to wait on.');
    }
    operation = await tasks.start(
      `Waiting for Twilio to apply the Rule everywhere, 30 to 60 s: ${operation.status.toLowerCase()}, ${seconds} s`,
      async () => {
        await sleep(Math.min(pauseMs, 250 * 2 ** looks));
        return configuration.operation(id);
      },
    );
  }
  if (operation.status !== 'COMPLETED') {
    throw new OperationFailed(`Twilio did not apply the change of the Rule (${operation.status}): `
      + `${operation.error?.detail ?? 'no reason given'}. Run the same command again.`);
  }
}
