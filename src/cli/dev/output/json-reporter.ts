import { maskedSender, outcomeOf } from './exchange-line';
import { Reporter } from './reporter';
import { CliContext } from '../../terminal/context';

/** For machines: one JSON object a line, told apart by `type`. Texts and numbers are no part of it, as in the log of the function. */
export function jsonReporter({ stdout, stderr }: CliContext): Reporter {
  const write = (type: string, fields: object) => void stdout.write(`${JSON.stringify({ type, time: new Date().toISOString(), ...fields })}\n`);
  return {
    onReady: ({ url, pageUrl, webhookUrl, tunnel, definition, all }, { value, isMadeUp }) => write('ready', {
      url,
      pageUrl,
      webhookUrl,
      tunnel,
      gateway: definition.constructPath,
      gateways: all.map(({ constructPath }) => constructPath),
      ...(isMadeUp ? { authToken: value } : {}),
    }),
    onWarning: (text) => write('warning', { text }),
    onExchange: (exchange) => write('message', {
      requestId: exchange.event.requestContext.requestId,
      from: maskedSender(exchange.event),
      status: exchange.response.status,
      outcome: outcomeOf(exchange),
      milliseconds: exchange.milliseconds,
      ...(exchange.failure === undefined ? {} : { failure: exchange.failure.message }),
    }),
    onLog: (line) => write('log', line),
    onCall: ({ requestId, service, operation, summary }) => write('call', { requestId, service, operation, summary }),
    onNote: ({ tone, text }) => write('note', { tone, text }),
    onTokenRotated: (authToken) => write('token', { authToken }),
    onApp: ({ status, problem }) => write('app', { status, problem }),
    onAppOutput: (text) => void stderr.write(text),
  };
}
