import { remedySentence } from '../../../src/local/problems/remedy';

test.each([
  { remedy: 'aws secretsmanager put-secret-value', sentence: 'To fix it: aws secretsmanager put-secret-value' },
  { remedy: undefined, sentence: undefined },
])('the remedy $remedy becomes $sentence', ({ remedy, sentence }) => {
  expect(remedySentence(remedy)).toBe(sentence);
});
