import { summarize } from '../../../src/cli/aws/rejections';

const event = (timestamp: number, entry: object) => ({ timestamp, message: JSON.stringify(entry) });

test('rejected messages are counted by reason, the most frequent first, with the detail of the last', () => {
  expect(
    summarize([
      event(1, { outcome: 'rejected', reason: 'no_auth_token', detail: 'first', remedy: 'run it' }),
      event(3, {
        outcome: 'rejected',
        reason: 'wrong_signature',
        detail: 'flood',
        count: 10,
        urls: ['https://example.com/sms'],
      }),
      event(2, { outcome: 'rejected', reason: 'no_auth_token', detail: 'last', remedy: 'run it' }),
    ]),
  ).toEqual([
    { outcome: 'rejected', reason: 'wrong_signature', count: 10, latest: 3, detail: 'flood', remedy: undefined, probes: 0 },
    { outcome: 'rejected', reason: 'no_auth_token', count: 2, latest: 2, detail: 'last', remedy: 'run it', probes: 0 },
  ]);
});

test('what the webhook rejected and what the worker gave up is counted apart, with the error as detail', () => {
  expect(
    summarize([
      event(1, { outcome: 'rejected', reason: 'no_auth_token', detail: 'The secret is empty' }),
      event(2, { outcome: 'dead_lettered', reason: 'no_auth_token', detail: 'Twilio did not accept it' }),
      event(3, {
        outcome: 'dead_lettered',
        reason: 'handler_failed',
        detail: 'The reply handler failed',
        error: { name: 'Error', message: 'Boom' },
      }),
      event(4, { outcome: 'failed', error: { name: 'Error', message: 'See the stack' } }),
    ]).map(({ outcome, reason, detail }) => [outcome, reason, detail]),
  ).toEqual([
    ['rejected', 'no_auth_token', 'The secret is empty'],
    ['dead_lettered', 'no_auth_token', 'Twilio did not accept it'],
    ['dead_lettered', 'handler_failed', 'Boom'],
    ['failed', 'unexpected_error', 'See the stack'],
  ]);
});

test('lines of other outcomes are skipped', () => {
  expect(summarize([{ timestamp: 1, message: 'START RequestId' }, event(1, { outcome: 'replied' }), {}])).toEqual([]);
});
