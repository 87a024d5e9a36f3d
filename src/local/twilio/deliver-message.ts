import { TOO_LATE } from './problems';
import { parseTwiml, TwimlMessage } from './read-twiml';
import { WebhookRequest } from './signed-message';
import { TWILIO_TIMEOUT_MILLIS } from '../../shared/twilio-limits';

/** The outcome of a message. */
export interface DeliveryResult {
  /** Status of the webhook's answer. Missing if there was no answer. */
  readonly status?: number;
  readonly replies: readonly TwimlMessage[];
  /** The error that Twilio would report instead of sending a reply. */
  readonly problem?: string;
}

/** Sends a webhook request as Twilio would, over HTTP, and reads the answer as Twilio would. */
export async function deliverMessage({ url, headers, body }: WebhookRequest): Promise<DeliveryResult> {
  let response: Response;
  let text: string;
  try {
    const signal = AbortSignal.timeout(TWILIO_TIMEOUT_MILLIS);
    response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    text = await response.text();
  } catch (error) {
    const timedOut = (error as Error).name === 'TimeoutError';
    return { replies: [], problem: timedOut ? TOO_LATE : 'The webhook could not be reached (Twilio error 11200).' };
  }
  return { status: response.status, ...readAnswer(response.status, response.headers.get('content-type') ?? '', text) };
}

/** Reads an answer as Twilio would. */
export function readAnswer(status: number, contentType: string, text: string): Omit<DeliveryResult, 'status'> {
  if (status < 200 || status > 299) {
    return { replies: [], problem: `The webhook answered ${status} (Twilio error ${status < 400 ? 11200 : 11217}).` };
  }
  if (text === '') return { replies: [] };
  if (/^text\/plain\b/i.test(contentType)) return { replies: [{ body: text, media: [] }] };
  if (!/^(text|application)\/xml\b/i.test(contentType)) {
    const found = contentType === '' ? 'no content type' : `the content type ${contentType}`;
    return { replies: [], problem: `The answer has ${found}. Twilio expects TwiML as text/xml (error 12300).` };
  }
  try {
    return { replies: parseTwiml(text) };
  } catch (error) {
    return { replies: [], problem: `The answer is not valid TwiML (Twilio error 12100): ${(error as Error).message}` };
  }
}
