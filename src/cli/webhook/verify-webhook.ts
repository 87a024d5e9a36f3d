import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList } from '../terminal/task-list';
import { TwilioCredentials } from '../twilio/twilio-credentials';
import { probeForged, ProbeResult, probeSignedUntilRight } from './probe';

/** Shows that the gateway lets in what Twilio signs, and nothing else. The user's handler is not run. */
export async function verifyWebhook(webhookUrl: string, credentials: TwilioCredentials, { stop }: GuardedContext, tasks: TaskList): Promise<void> {
  const signed = await tasks.start('Sending a signed text, until the gateway has noticed the token', () => probeSignedUntilRight(webhookUrl, credentials, stop));
  tell('Signed text', signed, tasks);
  const forged = await tasks.start('Sending a forged text', () => probeForged(webhookUrl, credentials.accountSid));
  tell('Forged text', forged, tasks);
  if (!signed.isRight || !forged.isRight) throw new ReportedFailure('The gateway was not proven.');
}

function tell(name: string, { isRight, text }: ProbeResult, tasks: TaskList): void {
  (isRight ? tasks.succeed : tasks.fail)(name, text);
}
