import { mendSentence } from '../../src/local/mend';

test.each([
  ['aws secretsmanager put-secret-value', 'To mend it: aws secretsmanager put-secret-value'],
  ['none: it is tried again', 'It is tried again.'],
  ['none', undefined],
  ['nonesuch', 'To mend it: nonesuch'],
  [undefined, undefined],
])('%s: %s', (mend, sentence) => {
  expect(mendSentence(mend)).toBe(sentence);
});
