import { summarize } from '../../../../src/local/page/model/summary';
import { ExchangeView } from '../../../../src/local/page-protocol/page-protocol';
import { TOO_LATE } from '../../../../src/local/twilio/problems';
import { exchangeView } from '../../exchange-fixture';

const status = (code: number): Partial<ExchangeView> => ({
  answer: { status: code, contentType: '', body: '', milliseconds: 1 },
});

test.each<{ name: string; props: Partial<ExchangeView>; tone: string; title: string; explanation: RegExp }>([
  {
    name: 'a reply',
    props: {},
    tone: 'good',
    title: 'Replied',
    explanation: /^The signature is genuine\. The reply handler answered with 1 message\.$/,
  },
  {
    name: 'no reply',
    props: { verdict: { outcome: 'no_reply' }, replies: [] },
    tone: 'good',
    title: 'No reply',
    explanation: /returned no reply/,
  },
  {
    name: 'a suppressed reply',
    props: { verdict: { outcome: 'reply_suppressed', message: 'The sender opted out' } },
    tone: 'warn',
    title: 'Reply suppressed',
    explanation: /^The sender opted out\.$/,
  },
  {
    name: 'a rejection',
    props: { ...status(403), verdict: { outcome: 'rejected', detail: 'signed with another token' } },
    tone: 'bad',
    title: 'Rejected',
    explanation: /^Signed with another token\.$/,
  },
  {
    name: 'a missing token',
    props: { ...status(503), verdict: { outcome: 'rejected', detail: 'no secret', remedy: 'aws ...' } },
    tone: 'bad',
    title: 'Rejected',
    explanation: /^No secret\. To fix it: aws \.\.\.$/,
  },
  {
    name: 'an outage',
    props: {
      ...status(503),
      problem: 'The webhook answered 503.',
      verdict: { outcome: 'rejected', detail: 'no answer' },
    },
    tone: 'bad',
    title: 'Rejected',
    explanation: /^No answer\. The webhook answered 503\.$/,
  },
  {
    name: 'a handler that failed',
    props: { ...status(500), verdict: { outcome: 'failed', error: { message: 'out of beans' } } },
    tone: 'bad',
    title: 'Handler failed',
    explanation: /^out of beans\.$/,
  },
  {
    name: 'a handler that failed, with an error reply',
    props: { verdict: { outcome: 'failed', error: { message: 'out of beans' } } },
    tone: 'bad',
    title: 'Handler failed, error reply sent',
    explanation: /^out of beans\.$/,
  },
  {
    name: 'an attempt that failed',
    props: { attempt: { failed: 'handler', number: 2, of: 5, error: 'out of beans.', retryInSeconds: 20 } },
    tone: 'bad',
    title: 'Handler failed',
    explanation: /^Handler failed, attempt 2 of 5: out of beans; retried in 20 s\./,
  },
  {
    name: 'a function that has the former token',
    props: {
      ...status(403),
      request: { ...exchangeView().request, signedWith: 'current' },
      verdict: { outcome: 'rejected', reason: 'wrong_signature', detail: 'the signature fits no key' },
      secondsToNextRead: 7,
    },
    tone: 'warn',
    title: 'Rejected with the former token',
    explanation: /^Genuine, but the function still has the former token; it reads again in at most 7 s\.$/,
  },
  {
    name: 'a function that crashed',
    props: { ...status(500), verdict: undefined, problem: 'The function gave no answer.' },
    tone: 'bad',
    title: 'Failed',
    explanation: /gave no answer/,
  },
  {
    name: 'a wrong path',
    props: { ...status(404), verdict: undefined },
    tone: 'bad',
    title: 'Rejected',
    explanation: /^$/,
  },
  { name: 'another function', props: { verdict: undefined }, tone: 'good', title: 'Replied', explanation: /^$/ },
  {
    name: 'a function at work',
    props: { answer: undefined, verdict: undefined },
    tone: 'wait',
    title: 'Waiting',
    explanation: /at work/,
  },
  {
    name: 'one that takes too long',
    props: { answer: undefined, verdict: undefined, problem: 'No answer within 15 seconds.' },
    tone: 'bad',
    title: 'No answer',
    explanation: /15 seconds\. The function is still at work/,
  },
  {
    name: 'one that took too long',
    props: { problem: TOO_LATE, replies: [] },
    tone: 'bad',
    title: 'Too late for Twilio',
    explanation: /^No answer within 15 seconds \(Twilio error 11200\)\.$/,
  },
  {
    name: 'what waits in a queue',
    props: { isQueued: true },
    tone: 'good',
    title: 'Replied',
    explanation: /got it from a queue, and is at work\.$/,
  },
  {
    name: 'what waits for the worker',
    props: { verdict: { outcome: 'no_reply' }, replies: [], isQueued: true, isForWorker: true },
    tone: 'good',
    title: 'Queued',
    explanation: /^The signature is genuine\. The worker answers the message\.$/,
  },
  {
    name: 'what waits for the worker after an acknowledgement',
    props: { isQueued: true, isForWorker: true },
    tone: 'good',
    title: 'Replied',
    explanation: /^The signature is genuine\. The gateway sent the acknowledgement\. The worker answers the message\.$/,
  },
  {
    name: 'what the worker answered',
    props: {
      verdict: { outcome: 'no_reply' }, worker: { outcome: 'replied' }, replies: [], isQueued: false, isForWorker: true,
    },
    tone: 'good',
    title: 'Replied',
    explanation: /^The signature is genuine\. The worker has handled the message\.$/,
  },
  {
    name: 'what the worker gave no reply to',
    props: {
      verdict: { outcome: 'no_reply' }, worker: { outcome: 'no_reply' }, replies: [], isQueued: false, isForWorker: true,
    },
    tone: 'good',
    title: 'No reply',
    explanation: /^The signature is genuine\. The reply handler returned no reply\.$/,
  },
  {
    name: 'a simulated delay',
    props: { delayMs: 2000 },
    tone: 'good',
    title: 'Replied',
    explanation: /Simulated: the function started 2\.0 s late\.$/,
  },
  {
    name: 'an unknown outcome',
    props: { verdict: { outcome: 'constructor' } },
    tone: 'good',
    title: 'Replied',
    explanation: /^$/,
  },
])('the summary of $name has a tone, a title and an explanation', ({ props, tone, title, explanation }) => {
  expect(summarize(exchangeView(props))).toEqual({ tone, title, explanation: expect.stringMatching(explanation) });
});
