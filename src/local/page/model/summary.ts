import { remedySentence } from '../../problems/remedy';
import type { ExchangeView } from '../../page-protocol/page-protocol';
import { count, duration } from './format';

export type Tone = 'good' | 'bad' | 'warn' | 'wait';

/** What became of a request, in words. */
export interface Summary {
  readonly tone: Tone;
  readonly title: string;
  readonly explanation: string;
}

const OUTCOMES: Readonly<Record<string, Omit<Summary, 'explanation'>>> = {
  replied: { tone: 'good', title: 'Replied' },
  no_reply: { tone: 'good', title: 'No reply' },
  reply_suppressed: { tone: 'warn', title: 'Reply withheld' },
  duplicate: { tone: 'warn', title: 'Duplicate' },
  status_callback: { tone: 'good', title: 'Status callback' },
  probe: { tone: 'good', title: 'Probe' },
  rejected: { tone: 'bad', title: 'Rejected' },
  failed: { tone: 'bad', title: 'Failed' },
};

const DUPLICATES: Readonly<Record<string, string>> = {
  stored: 'It was answered before, and got the same answer again. The reply handler did not run.',
  waited: 'The first one was still being answered. It got the same answer, and the reply handler did not run again.',
  bare: 'It was answered before, with nothing or too long ago to be said again. The reply handler did not run.',
  in_progress: 'The first one is still being answered.',
};

/** For the line below a bubble and for the head of the details. */
export function summarize(exchange: ExchangeView): Summary {
  const { answer, verdict, problem } = exchange;
  if (answer === undefined && problem === undefined) return { tone: 'wait', title: 'Waiting', explanation: 'The function is at work.' };
  if (answer === undefined) return { tone: 'bad', title: 'No answer', explanation: `${problem} The function is still at work.` };
  const isOfUse = problem === undefined || answer.status >= 300; // else Twilio made nothing of it, whatever the gateway says
  const known = isOfUse && verdict && Object.hasOwn(OUTCOMES, verdict.outcome) ? OUTCOMES[verdict.outcome] : byStatus(exchange, answer.status);
  return { ...known, explanation: explain(exchange) };
}

/** Where the function said nothing: it crashed, or is none of ours. */
function byStatus({ replies, problem }: ExchangeView, status: number): Omit<Summary, 'explanation'> {
  if (status >= 500 || problem !== undefined && status < 400) return { tone: 'bad', title: 'Failed' };
  if (status >= 400) return { tone: 'bad', title: 'Rejected' };
  return { tone: 'good', title: replies.length > 0 ? 'Replied' : 'No reply' };
}

function explain({ verdict, replies, problem, answer, delayMs, isQueued }: ExchangeView): string {
  const sentences = [
    verdict?.outcome === 'replied' && problem === undefined && `The signature is genuine. The reply handler answered with ${count(replies.length, 'message')}.`,
    verdict?.outcome === 'no_reply' && 'The signature is genuine. The reply handler had nothing to say.',
    verdict?.outcome === 'reply_suppressed' && `${verdict.message}.`,
    verdict?.outcome === 'duplicate' && DUPLICATES[verdict.duplicate ?? ''],
    verdict?.outcome === 'failed' && verdict.error?.message && `${verdict.error.message}.`,
    verdict?.outcome === 'rejected' && verdict.detail && `${capital(verdict.detail)}.`,
    problem,
    answer === undefined && 'The function is still at work.',
    isQueued && 'A function of the app has it from a queue, and is at work.',
    delayMs > 0 && `Simulated: the function was started ${duration(delayMs)} late.`,
    remedySentence(verdict?.remedy),
  ];
  return sentences.filter((sentence) => typeof sentence === 'string').map((sentence) => sentence.replace(/([^.])\.\.$/, '$1.')).join(' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
