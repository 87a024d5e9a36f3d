import { DevEvents } from './dev-events';
import { Exchange } from '../../../local/events/exchange';
import { Verdict } from '../../../local/page-protocol/page-protocol';
import { verdictOf } from '../../../local/page-server/exchange-view';

/** The log line comes through another pipe than the answer, and may be later. */
const LINE_MILLIS = 100;
const MAX_VERDICTS = 100;

/** Tells each exchange with the function's own log line about it. An exchange without one is told a moment later. */
export function onJudgedExchange(events: DevEvents, tell: (exchange: Exchange, verdict?: Verdict) => void): void {
  const verdicts = new Map<string, Verdict>();
  const waiting = new Map<string, () => void>();
  events
    .on('ended', () => [...waiting.values()].forEach((now) => now()))
    .on('log', ({ requestId = '', text }) => {
      const verdict = verdictOf(text);
      if (verdict === undefined) return;
      verdicts.set(requestId, verdict);
      if (verdicts.size > MAX_VERDICTS) verdicts.delete(verdicts.keys().next().value!);
      waiting.get(requestId)?.();
    })
    .on('exchange', (exchange) => {
      const { requestId } = exchange.event.requestContext;
      const now = () => {
        clearTimeout(timer);
        waiting.delete(requestId);
        tell(exchange, verdicts.get(requestId));
        verdicts.delete(requestId);
      };
      const timer = setTimeout(now, LINE_MILLIS);
      waiting.set(requestId, now);
      // Any other status says what happened.
      if (exchange.response.status !== 200 || verdicts.has(requestId)) now();
    });
}
