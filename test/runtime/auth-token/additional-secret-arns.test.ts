import { additionalSecretArns } from '../../../src/runtime/auth-token/additional-secret-arns';

test.each([
  { variable: undefined, arns: [] },
  { variable: '', arns: [] },
  { variable: ' ', arns: [] },
  { variable: 'arn:one', arns: ['arn:one'] },
  { variable: 'arn:one arn:two arn:three', arns: ['arn:one', 'arn:two', 'arn:three'] },
])('the variable "$variable" names the secrets $arns', ({ variable, arns }) => {
  expect(additionalSecretArns(variable)).toEqual(arns);
});
