import { summarize } from '../../../src/cli/aws/rejections';

const event = (timestamp: number, entry: object) => ({ timestamp, message: JSON.stringify(entry) });

test('counts by reason, the most frequent first, with what the last line says', () => {
  expect(summarize([
    event(1, { outcome: 'rejected', reason: 'no_auth_token', detail: 'first', remedy: 'mend it' }),
    event(3, { outcome: 'rejected', reason: 'wrong_signature', detail: 'flood', count: 10, urls: ['https://example.com/sms'] }),
    event(2, { outcome: 'rejected', reason: 'no_auth_token', detail: 'last', remedy: 'mend it' }),
  ])).toEqual([
    { outcome: 'rejected', reason: 'wrong_signature', count: 10, latest: 3, detail: 'flood', remedy: undefined },
    { outcome: 'rejected', reason: 'no_auth_token', count: 2, latest: 2, detail: 'last', remedy: 'mend it' },
  ]);
});

test('tells what the webhook rejected from what the worker gave up, and takes the error for the detail', () => {
  expect(summarize([
    event(1, { outcome: 'rejected', reason: 'no_auth_token', detail: 'The secret is empty' }),
    event(2, { outcome: 'dead_lettered', reason: 'no_auth_token', detail: 'Twilio did not accept it' }),
    event(3, { outcome: 'dead_lettered', reason: 'handler_failed', detail: 'The reply handler failed', error: { name: 'Error', message: 'Boom' } }),
    event(4, { outcome: 'failed', error: { name: 'Error', message: 'See the stack' } }),
  ]).map(({ outcome, reason, detail }) => [outcome, reason, detail])).toEqual([
    ['rejected', 'no_auth_token', 'The secret is empty'],
    ['dead_lettered', 'no_auth_token', 'Twilio did not accept it'],
    ['dead_lettered', 'handler_failed', 'Boom'],
    ['failed', 'unexpected_error', 'See the stack'],
  ]);
});

test('passes over what is no rejection of ours', () => {
  expect(summarize([{ timestamp: 1, message: 'START RequestId' }, event(1, { outcome: 'replied' }), {}])).toEqual([]);
});
