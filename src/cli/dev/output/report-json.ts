import { DevEvents } from './dev-events';
import { maskedSender, outcomeOf } from './exchange-line';
import { onJudgedExchange } from './judged-exchanges';
import { CliContext } from '../../terminal/context';

/**
 * For machines: one JSON object a line, told apart by `type`. As in the function's own log, no message and no number is
 * part of it.
 */
export function reportJson(events: DevEvents, { stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>): void {
  const write = (type: string, fields: object) => {
    stdout.write(`${JSON.stringify({ type, time: new Date().toISOString(), ...fields })}\n`);
  };
  onJudgedExchange(events, (exchange, verdict) => {
    const { event, response, milliseconds, failure } = exchange;
    write('message', {
      requestId: event.requestContext.requestId,
      from: maskedSender(event),
      status: response.status,
      outcome: outcomeOf(exchange, verdict),
      milliseconds,
      ...(failure === undefined ? {} : { failure: failure.message }),
    });
  });
  events
    .on('app', ({ status, problem }) => write('app', { status, problem }))
    .on('appOutput', (text) => void stderr.write(text))
    .on('warning', ({ name, text }) => write('warning', { name, text }))
    .on('ready', ({ gateway: { url, pageUrl, webhookUrl, tunnel, definition, all }, token: { value, isMadeUp } }) =>
      write('ready', {
        url,
        pageUrl,
        webhookUrl,
        tunnel,
        gateway: definition.constructPath,
        gateways: all.map(({ constructPath }) => constructPath),
        ...(isMadeUp ? { authToken: value } : {}),
      }),
    )
    .on('log', (line) => write('log', line))
    .on('call', ({ requestId, service, operation, summary }) =>
      write('call', { requestId, service, operation, summary }),
    )
    .on('attemptFailed', ({ requestId, number, of, error, retryInSeconds }) =>
      write('attempt', { requestId, number, of, error, retryInSeconds }),
    )
    .on('note', ({ tone, text }) => write('note', { tone, text }))
    .on('tokenRotated', (authToken) => write('token', { authToken }));
}
