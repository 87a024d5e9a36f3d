import { remedySentence } from '../../src/local/remedy';

test.each([
  ['aws secretsmanager put-secret-value', 'To fix it: aws secretsmanager put-secret-value'],
  [undefined, undefined],
])('%s: %s', (remedy, sentence) => {
  expect(remedySentence(remedy)).toBe(sentence);
});
