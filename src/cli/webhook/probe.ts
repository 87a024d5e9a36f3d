import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer, sendWebhook, WebhookAnswer } from './send-webhook';
import { inboundParameters, WebhookRequest, webhookRequest } from '../../local/twilio/signed-message';
import { GATEWAY_NUMBER } from '../../local/twilio/local-twilio';
import { withoutFragment } from '../../runtime/twilio/inbound-settings';
import { PROBE_PARAMETER } from '../../shared/env';
import { TwilioCredentials } from '../twilio/twilio-credentials';

/** What came of a probe. */
export interface ProbeResult {
  readonly isRight: boolean;
  readonly text: string;
}

/** A number that is reserved for fiction. */
const SENDER = '+12025550199';
/** A running function looks at the secret again at the latest this long after a rejected text. */
const PATIENCE_MILLIS = 45_000;
const PAUSE_MILLIS = 2500;

/** Sends what looks like a text, marked as a probe: it is verified, and no handler runs. */
export async function probeSigned(webhookUrl: string, credentials: TwilioCredentials): Promise<ProbeResult> {
  const answer = await sendWebhook(probeRequest(withoutFragment(webhookUrl), credentials));
  if ('problem' in answer) return { isRight: false, text: `${answer.problem}.` };
  return answer.status === 200 && answer.text.includes('<Response')
    ? { isRight: true, text: `gets through (200, ${answer.milliseconds} ms)` }
    : { isRight: false, text: `is answered with ${answer.status}: ${reasonFor(answer.status)}` };
}

/** The same, until the gateway has noticed that the secret is another one. */
export async function probeSignedUntilRight(webhookUrl: string, credentials: TwilioCredentials, stop: AbortSignal): Promise<ProbeResult> {
  for (const end = Date.now() + PATIENCE_MILLIS; ;) {
    const result = await probeSigned(webhookUrl, credentials);
    if (result.isRight || stop.aborted || Date.now() + PAUSE_MILLIS > end) return result;
    await pause(PAUSE_MILLIS);
  }
}

/** Sends the same, signed with a token that is not the account's. Its query tells it from others in the gateway's log. */
export async function probeForged(webhookUrl: string, accountSid: string): Promise<ProbeResult> {
  const url = withoutFragment(webhookUrl);
  const answer: WebhookAnswer | NoAnswer = await sendWebhook(
    probeRequest(`${url}${url.includes('?') ? '&' : '?'}${PROBE_PARAMETER}=1`, { accountSid, authToken: randomBytes(16).toString('hex') }));
  if ('problem' in answer) return { isRight: false, text: `${answer.problem}.` };
  const isRight = answer.status === 403;
  return {
    isRight,
    text: isRight ? 'is rejected (403)' : `is answered with ${answer.status} instead of 403: ${answer.status < 300 ? 'something at this URL lets anybody in' : reasonFor(answer.status)}`,
  };
}

function probeRequest(url: string, { accountSid, authToken }: TwilioCredentials): WebhookRequest {
  const parameters = { ...inboundParameters({ accountSid, from: SENDER, to: GATEWAY_NUMBER, body: 'Probe' }), [PROBE_PARAMETER]: '1' };
  return webhookRequest(url, parameters, authToken);
}

/** What a status means, coming from a gateway, and what to do. */
export function reasonFor(status: number): string {
  if (status >= 300 && status < 400) return 'it redirects, which loses the signature. Set the URL that it redirects to.';
  switch (status) {
    case 403: return 'the signature or the account does not fit. Is the token the primary one of this account, and the URL the one that the gateway expects?';
    case 404: return 'there is no webhook at this URL.';
    case 503: return 'the gateway has no usable auth token, or may not read it. Its log names the command that mends it.';
    default: return status >= 500 ? "the gateway failed. Look at the function's log." : 'this is no gateway, or something in front of it answers.';
  }
}
