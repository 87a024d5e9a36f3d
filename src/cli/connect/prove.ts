import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Steps } from '../terminal/steps';
import { TwilioCredentials } from '../twilio/twilio-credentials';
import { probeForged, ProbeResult, probeSignedUntilRight } from '../webhook/probe';

/** Shows that the gateway lets in what Twilio signs, and nothing else. The user's handler is not run. */
export async function prove(webhookUrl: string, credentials: TwilioCredentials, { stop }: GuardedContext, steps: Steps): Promise<void> {
  const signed = await steps.during('Sending a signed text, until the gateway has noticed the token', () => probeSignedUntilRight(webhookUrl, credentials, stop));
  tell('Signed text', signed, steps);
  const forged = await steps.during('Sending a forged text', () => probeForged(webhookUrl, credentials.accountSid));
  tell('Forged text', forged, steps);
  if (!signed.isRight || !forged.isRight) throw new ReportedFailure('The gateway was not proven.');
}

function tell(name: string, { isRight, text }: ProbeResult, steps: Steps): void {
  (isRight ? steps.done : steps.failed)(name, text);
}
