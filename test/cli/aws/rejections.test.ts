import { summarize } from '../../../src/cli/aws/rejections';

const event = (timestamp: number, entry: object) => ({ timestamp, message: JSON.stringify(entry) });

test('counts by reason, the most frequent first, with what the last line says', () => {
  expect(summarize([
    event(1, { outcome: 'refused', reason: 'no_auth_token', detail: 'first', mend: 'mend it' }),
    event(3, { outcome: 'refused', reason: 'wrong_signature', detail: 'flood', count: 10, urls: ['https://example.com/sms'] }),
    event(2, { outcome: 'refused', reason: 'no_auth_token', detail: 'last', mend: 'mend it' }),
  ])).toEqual([
    { reason: 'wrong_signature', count: 10, latest: 3, detail: 'flood', mend: undefined },
    { reason: 'no_auth_token', count: 2, latest: 2, detail: 'last', mend: 'mend it' },
  ]);
});

test('passes over what is no refusal of ours', () => {
  expect(summarize([{ timestamp: 1, message: 'START RequestId' }, event(1, { outcome: 'replied' }), {}])).toEqual([]);
});
