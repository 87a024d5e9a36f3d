import { Exchange } from '../../local/events/exchange';
import { HttpApiEvent } from '../../local/http-api/request-to-event';
import { UserError } from '../../local/problems/user-error';
import { parseTwiml } from '../../local/twilio/read-twiml';
import { Style } from '../terminal/style';

const OUTCOMES: Readonly<Record<number, string>> = {
  204: 'status callback',
  400: 'not a Twilio message',
  403: 'rejected: wrong signature or account',
  413: 'too large',
  415: 'not a Twilio message',
  500: 'failed',
  503: 'not answered: the log says what cannot be used',
};

/** The line of a message: when, who, status, outcome, how long. No text, no signature, of the number the last two digits. */
export function describeExchange(exchange: Exchange, style: Style): string {
  const { event, response, milliseconds } = exchange;
  const paint = response.status < 300 ? style.green : response.status < 500 ? style.yellow : style.red;
  const time = new Date(event.requestContext.timeEpoch).toTimeString().slice(0, 8);
  return `${style.dim(time)}  ${maskedSender(event).padStart(3)}  ${paint(`${response.status} ${outcomeOf(exchange)}`)}  ${style.dim(`${milliseconds} ms`)}`;
}

/** What became of a request, in a few words. */
export function outcomeOf({ event, response, failure }: Exchange): string {
  if (failure instanceof UserError) return failure.message;
  if (response.status === 200) return describeTwiml(response.body.toString('utf8'));
  if (response.status === 404) return `there is no ${event.routeKey}`;
  return OUTCOMES[response.status] ?? '';
}

function describeTwiml(twiml: string): string {
  try {
    const { length } = parseTwiml(twiml);
    return ['no reply', 'replied'][length] ?? `replied with ${length} messages`;
  } catch {
    return 'the answer is not TwiML';
  }
}

/** The last two digits of who sent it. */
export function maskedSender({ body = '', isBase64Encoded }: HttpApiEvent): string {
  const form = new URLSearchParams(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
  const digits = form.get('From')?.replace(/\D/g, '').slice(-2) ?? '';
  return digits === '' ? '-' : `…${digits}`;
}
