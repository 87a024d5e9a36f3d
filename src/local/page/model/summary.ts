import { describeAttempt, FAILED } from '../../problems/describe-attempt';
import { remedySentence } from '../../problems/remedy';
import type { ExchangeView, Verdict } from '../../page-protocol/page-protocol';
import { OPTED_OUT, TOO_LATE } from '../../twilio/problems';
import { count, duration } from './format';
import { genuinenessOf } from './genuineness';

export type Tone = 'good' | 'bad' | 'warn' | 'wait';

/** The outcome of a request, in words. */
export interface Summary {
  readonly tone: Tone;
  readonly title: string;
  readonly explanation: string;
}

const OUTCOMES: Readonly<Record<string, Omit<Summary, 'explanation'>>> = {
  replied: { tone: 'good', title: 'Replied' },
  queued: { tone: 'good', title: 'Queued' },
  no_reply: { tone: 'good', title: 'No reply' },
  reply_suppressed: { tone: 'warn', title: 'Reply suppressed' },
  duplicate: { tone: 'warn', title: 'Duplicate' },
  status_callback: { tone: 'good', title: 'Status callback' },
  probe: { tone: 'good', title: 'Probe' },
  other_webhook: { tone: 'warn', title: 'Not a message' },
  rejected: { tone: 'bad', title: 'Rejected' },
};

const DUPLICATES: Readonly<Record<string, string>> = {
  stored: 'This message was answered before, and got the same answer. The reply handler did not run.',
  waited: 'This message waited for the first one, and got the same answer. The reply handler did not run.',
  bare: 'This message was answered before. That answer was empty, or is no longer stored. '
    + 'The reply handler did not run.',
  in_progress: 'The first message is still being answered.',
};

/** For the line below a bubble and for the head of the details. */
export function summarize(exchange: ExchangeView): Summary {
  const { answer, verdict, problem, attempt, calls, replies, secondsToNextRead } = exchange;
  if (answer === undefined && problem === undefined) {
    return { tone: 'wait', title: 'Waiting', explanation: 'The function is at work.' };
  }
  if (answer === undefined) {
    return { tone: 'bad', title: 'No answer', explanation: `${problem} The function is still at work.` };
  }
  if (attempt !== undefined) {
    const isTold = attempt.retryInSeconds === undefined && calls.some(({ message }) => message !== undefined);
    const title = isTold ? `${FAILED[attempt.failed]}, error reply sent` : FAILED[attempt.failed];
    return { tone: 'bad', title, explanation: `${describeAttempt(attempt)}. ${explain(exchange)}`.trim() };
  }
  if (secondsToNextRead !== undefined) {
    const { tone, text } = genuinenessOf(exchange);
    return { tone, title: 'Rejected with the former token', explanation: `${text} ${explain(exchange)}`.trim() };
  }
  if (problem === OPTED_OUT) return { tone: 'bad', title: 'Reply rejected (21610)', explanation: explain(exchange) };
  if (problem === TOO_LATE) return { tone: 'bad', title: 'Too late for Twilio', explanation: explain(exchange) };
  if (verdict?.outcome === 'failed') {
    const isTold = answer.status === 200 && replies.length > 0;
    const title = isTold ? 'Handler failed, error reply sent' : 'Handler failed';
    return { tone: 'bad', title, explanation: explain(exchange) };
  }
  // Twilio ignores an answer with a problem, even if the gateway's log line is good.
  const isUsable = problem === undefined || answer.status >= 300;
  const outcome = isWorkers(exchange) ? exchange.worker?.outcome ?? 'queued' : verdict?.outcome ?? '';
  const known = isUsable && Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome] : byStatus(exchange, answer.status);
  return { ...known, explanation: explain(exchange) };
}

/** For a function without a log line of ours: it crashed, or is another one. */
function byStatus({ replies, problem }: ExchangeView, status: number): Omit<Summary, 'explanation'> {
  if (status >= 500 || problem !== undefined && status < 400) return { tone: 'bad', title: 'Failed' };
  if (status >= 400) return { tone: 'bad', title: 'Rejected' };
  return { tone: 'good', title: replies.length > 0 ? 'Replied' : 'No reply' };
}

/** Asynchronous mode: the webhook only passes the message on. */
function isWorkers({ isForWorker, verdict }: ExchangeView): boolean {
  return isForWorker === true && verdict?.outcome === 'no_reply';
}

/** The part of the reply handler, or of the worker that runs it. */
function handled({ verdict, worker, replies, isForWorker, isQueued }: ExchangeView): string {
  const messages = count(replies.length, 'message');
  const noReply = 'The reply handler returned no reply.';
  if (!isForWorker) {
    return verdict?.outcome === 'no_reply' ? noReply : `The reply handler answered with ${messages}.`;
  }
  const acknowledged = replies.length === 0 ? '' : 'The gateway sent the acknowledgement. ';
  if (isQueued) return `${acknowledged}The worker answers the message.`;
  return acknowledged + (worker?.outcome === 'no_reply' ? noReply : 'The worker has handled the message.');
}

function explain(exchange: ExchangeView): string {
  const { verdict, problem, answer, delayMs, isQueued, isForWorker, attempt, secondsToNextRead } = exchange;
  const sentences = [
    (verdict?.outcome === 'no_reply' || verdict?.outcome === 'replied' && problem === undefined)
      && `The signature is genuine. ${handled(exchange)}`,
    (verdict?.outcome === 'reply_suppressed' || verdict?.outcome === 'other_webhook') && `${verdict.message}.`,
    verdict?.outcome === 'duplicate' && DUPLICATES[verdict.duplicate ?? ''],
    verdict?.outcome === 'failed' && verdict.error?.message && `${verdict.error.message}.`,
    verdict?.outcome === 'rejected' && secondsToNextRead === undefined && verdict.detail && `${rejectionOf(verdict)}.`,
    problem,
    answer === undefined && 'The function is still at work.',
    isQueued && !isForWorker && attempt === undefined && 'A function of the app got it from a queue, and is at work.',
    delayMs > 0 && `Simulated: the function started ${duration(delayMs)} late.`,
    remedySentence(verdict?.remedy),
  ];
  return sentences
    .filter((sentence) => typeof sentence === 'string')
    .map((sentence) => sentence.replace(/([^.])\.\.$/, '$1.'))
    .join(' ');
}

/** With the reason, by which logs, metrics and alarms name it. */
function rejectionOf({ detail = '', reason }: Verdict): string {
  return reason === undefined ? capital(detail) : `${capital(detail)} (${reason})`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
