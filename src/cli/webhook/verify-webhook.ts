import { probeForged, ProbeResult, probeUntilAccepted } from './probe';
import { MessageSigner } from '../../local/twilio/signed-message';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList } from '../terminal/task-list';

/**
 * Checks that the gateway accepts a message with Twilio's signature, and no other. The user's handler does not run.
 *
 * @throws ReportedFailure if it does not
 */
export async function verifyWebhook(
  webhookUrl: string,
  signer: MessageSigner,
  { stop }: GuardedContext,
  tasks: TaskList,
): Promise<void> {
  const signed = await tasks.start('Sending a signed message until the gateway has read the key', () =>
    probeUntilAccepted(webhookUrl, signer, stop));
  tell('Signed message', signed, tasks);
  const forged = await tasks.start('Sending a forged message', () => probeForged(webhookUrl, signer));
  tell('Forged message', forged, tasks);
  if (!signed.hasPassed || !forged.hasPassed) throw new ReportedFailure('The webhook check failed.');
}

function tell(name: string, { hasPassed, text }: ProbeResult, tasks: TaskList): void {
  (hasPassed ? tasks.succeed : tasks.fail)(name, text);
}
