import { remedySentence } from '../../../src/local/problems/remedy';

test.each([
  ['aws secretsmanager put-secret-value', 'To fix it: aws secretsmanager put-secret-value'],
  [undefined, undefined],
])('%s: %s', (remedy, sentence) => {
  expect(remedySentence(remedy)).toBe(sentence);
});
