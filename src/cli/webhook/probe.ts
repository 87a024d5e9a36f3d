import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { NoAnswer, sendWebhook, WebhookAnswer } from './send-webhook';
import { GATEWAY_NUMBER } from '../../local/twilio/local-twilio';
import { inboundParameters, MessageSigner, WebhookRequest, webhookRequest } from '../../local/twilio/signed-message';
import { withoutFragment } from '../../runtime/twilio/inbound-settings';
import { PROBE_PARAMETER } from '../../shared/webhook-conventions';

/** Result of a probe. */
export interface ProbeResult {
  readonly hasPassed: boolean;
  readonly text: string;
  /** Status of the answer. @default - there was no answer */
  readonly status?: number;
}

/** A number reserved for fiction. */
const SENDER = '+12025550199';
/** A running function reads the secret again within this time after it rejected a message. */
const REFRESH_MILLIS = 45_000;
const PAUSE_MILLIS = 2500;

/** Sends a signed message that is marked as a probe: the gateway verifies it and runs no handler. */
export async function probeSigned(webhookUrl: string, signer: MessageSigner): Promise<ProbeResult> {
  const answer = await sendWebhook(probeRequest(withoutFragment(webhookUrl), signer));
  if ('problem' in answer) return { hasPassed: false, text: `${answer.problem}.` };
  return answer.status === 200 && answer.text.includes('<Response')
    ? { hasPassed: true, status: 200, text: `is accepted (200, ${answer.milliseconds} ms)` }
    : {
      hasPassed: false,
      status: answer.status,
      text: `is answered with ${answer.status}: ${reasonFor(answer.status)}`,
    };
}

/** The same, until the gateway has read the new secret. */
export async function probeUntilAccepted(
  webhookUrl: string,
  signer: MessageSigner,
  stop: AbortSignal,
): Promise<ProbeResult> {
  for (const end = Date.now() + REFRESH_MILLIS; ;) {
    const result = await probeSigned(webhookUrl, signer);
    if (result.hasPassed || stop.aborted || Date.now() + PAUSE_MILLIS > end) return result;
    await pause(PAUSE_MILLIS);
  }
}

/**
 * Sends the same, signed with a random key of the same kind. By its query the gateway's log can tell it from other
 * rejected messages.
 */
export async function probeForged(webhookUrl: string, { accountSid, key }: MessageSigner): Promise<ProbeResult> {
  const url = withoutFragment(webhookUrl);
  const random = randomBytes(16).toString('hex');
  const forger = { accountSid, key: typeof key === 'string' ? random : { ...key, sharedKey: random } };
  const answer: WebhookAnswer | NoAnswer = await sendWebhook(
    probeRequest(`${url}${url.includes('?') ? '&' : '?'}${PROBE_PARAMETER}=1`, forger),
  );
  if ('problem' in answer) return { hasPassed: false, text: `${answer.problem}.` };
  const hasPassed = answer.status === 403;
  return {
    hasPassed,
    status: answer.status,
    text: hasPassed
      ? 'is rejected (403)'
      : `is answered with ${answer.status} instead of 403: ${acceptedOr(answer.status)}`,
  };
}

function acceptedOr(status: number): string {
  return status < 300 ? 'whatever answers at this URL accepts unsigned messages.' : reasonFor(status);
}

function probeRequest(url: string, { accountSid, key }: MessageSigner): WebhookRequest {
  const parameters = {
    ...inboundParameters({ accountSid, from: SENDER, to: GATEWAY_NUMBER, body: 'Probe' }),
    [PROBE_PARAMETER]: '1',
  };
  return webhookRequest(url, parameters, key);
}

/** Explains a status of a gateway, with the remedy. */
export function reasonFor(status: number): string {
  if (status >= 300 && status < 400) {
    return 'it redirects, and a redirect loses the signature. Use the URL that it redirects to.';
  }
  switch (status) {
    case 403: return 'the signature or the account does not match. '
      + 'Check that the token is the primary one of this account, or the SharedKey the one of its Rule, '
      + 'and that the gateway expects this URL.';
    case 404: return 'there is no webhook at this URL. Check the path.';
    case 503: return 'the gateway has no usable auth token or SharedKey, or cannot read it. Its log names the command that fixes it.';
    default: return status >= 500 ? "the gateway failed. Look at the function's log."
      : 'no gateway answers here, or something in front of it does. Check the URL.';
  }
}
