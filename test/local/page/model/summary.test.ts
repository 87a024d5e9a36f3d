import { summarize } from '../../../../src/local/page/model/summary';
import { ExchangeView } from '../../../../src/local/page-protocol/page-protocol';
import { exchangeView } from '../../exchange-fixture';

const status = (code: number): Partial<ExchangeView> => ({ answer: { status: code, contentType: '', body: '', milliseconds: 1 } });

test.each<[name: string, props: Partial<ExchangeView>, tone: string, title: string, explanation: RegExp]>([
  ['a reply', {}, 'good', 'Replied', /^The signature is genuine\. The reply handler answered with 1 message\.$/],
  ['no reply', { verdict: { outcome: 'no_reply' }, replies: [] }, 'good', 'No reply', /had nothing to say/],
  ['a reply that is withheld', { verdict: { outcome: 'reply_suppressed', message: 'The sender opted out' } }, 'warn', 'Reply withheld', /^The sender opted out\.$/],
  ['a rejection', { ...status(403), verdict: { outcome: 'rejected', detail: 'signed with another token' } }, 'bad', 'Rejected', /^Signed with another token\.$/],
  ['a missing token', { ...status(503), verdict: { outcome: 'rejected', detail: 'no secret', remedy: 'aws ...' } }, 'bad', 'Rejected', /^No secret\. To fix it: aws \.\.\.$/],
  ['an outage', { ...status(503), problem: 'The webhook answered 503.', verdict: { outcome: 'rejected', detail: 'no answer' } }, 'bad', 'Rejected', /^No answer\. The webhook answered 503\.$/],
  ['a handler that failed', { ...status(500), verdict: { outcome: 'failed', error: { message: 'out of beans' } } }, 'bad', 'Failed', /^out of beans\.$/],
  ['a function that crashed', { ...status(500), verdict: undefined, problem: 'The function gave no answer.' }, 'bad', 'Failed', /gave no answer/],
  ['a wrong path', { ...status(404), verdict: undefined }, 'bad', 'Rejected', /^$/],
  ['another function', { verdict: undefined }, 'good', 'Replied', /^$/],
  ['a function at work', { answer: undefined, verdict: undefined }, 'wait', 'Waiting', /at work/],
  ['one that takes too long', { answer: undefined, verdict: undefined, problem: 'No answer within 15 seconds.' }, 'bad', 'No answer', /15 seconds\. The function is still at work/],
  ['one that took too long', { problem: 'No answer within 15 seconds.', replies: [] }, 'bad', 'Failed', /^No answer within 15 seconds\.$/],
  ['what waits in a queue', { isQueued: true }, 'good', 'Replied', /has it from a queue, and is at work\.$/],
  ['a simulated delay', { delayMs: 2000 }, 'good', 'Replied', /Simulated: the function was started 2\.0 s late\.$/],
  ['an unknown outcome', { verdict: { outcome: 'constructor' } }, 'good', 'Replied', /^$/],
])('%s', (_, props, tone, title, explanation) => {
  expect(summarize(exchangeView(props))).toEqual({ tone, title, explanation: expect.stringMatching(explanation) });
});
