import { Exchange } from '../../../local/events/exchange';
import { HttpApiEvent } from '../../../local/http-api/request-to-event';
import { Verdict } from '../../../local/page-protocol/page-protocol';
import { UserError } from '../../../local/problems/user-error';
import { parseTwiml } from '../../../local/twilio/read-twiml';
import { TWILIO_TIMEOUT_MILLIS } from '../../../shared/twilio-limits';
import { Style } from '../../terminal/style';

const OUTCOMES: Readonly<Record<number, string>> = {
  204: 'status callback',
  400: 'not a Twilio message',
  403: 'rejected: wrong signature or account',
  413: 'too large',
  415: 'not a Twilio message',
  500: 'Handler failed',
  503: 'unavailable: the log says why',
};

/**
 * The line of a message: time, sender, status, outcome, duration. No body, no signature, only the last two digits of
 * the number.
 */
export function describeExchange(exchange: Exchange, style: Style, verdict?: Verdict): string {
  const { event, response, milliseconds } = exchange;
  const isLost = isTooLate(exchange) || verdict?.outcome === 'failed' || response.status >= 500;
  const paint = isLost ? style.red : response.status < 300 ? style.green : style.yellow;
  const time = new Date(event.requestContext.timeEpoch).toTimeString().slice(0, 8);
  const outcome = paint(`${response.status} ${outcomeOf(exchange, verdict)}`);
  return [style.dim(time), maskedSender(event).padStart(3), outcome, style.dim(`${milliseconds} ms`)].join('  ');
}

/**
 * Outcome of a request as its sender experienced it, in a few words.
 *
 * @param verdict the function's own log line, if it is known
 */
export function outcomeOf(exchange: Exchange, verdict?: Verdict): string {
  const { event, response, failure } = exchange;
  if (failure instanceof UserError) return failure.message;
  if (isTooLate(exchange)) return 'Too late for Twilio: the sender got no reply';
  if (verdict?.outcome === 'failed' && response.status === 200) {
    return describeTwiml(response.body.toString('utf8')) === 'no reply'
      ? 'Handler failed, no reply'
      : 'Handler failed, error reply sent';
  }
  if (response.status === 200) return describeTwiml(response.body.toString('utf8'));
  if (response.status === 404) return `there is no ${event.routeKey}`;
  return OUTCOMES[response.status] ?? '';
}

function isTooLate({ milliseconds }: Exchange): boolean {
  return milliseconds > TWILIO_TIMEOUT_MILLIS;
}

function describeTwiml(twiml: string): string {
  try {
    const { length } = parseTwiml(twiml);
    return ['no reply', 'replied'][length] ?? `replied with ${length} messages`;
  } catch {
    return 'the answer is not TwiML';
  }
}

/** The last two digits of the sender. */
export function maskedSender({ body = '', isBase64Encoded }: HttpApiEvent): string {
  const form = new URLSearchParams(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
  const digits = form.get('From')?.replace(/\D/g, '').slice(-2) ?? '';
  return digits === '' ? '-' : `…${digits}`;
}
