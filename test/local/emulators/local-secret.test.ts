import { LocalSecret } from '../../../src/local/emulators/local-secret';

const TOKEN = '0123456789abcdef0123456789abcdef';

test("the current version holds the token in AWS's format", () => {
  const store = new LocalSecret('arn:secret', TOKEN);

  expect(JSON.parse(store.find('arn:secret', 'AWSCURRENT')!.secretString)).toEqual({
    accountSid: '',
    authToken: TOKEN,
  });
  expect(store.find('arn:secret', 'AWSPENDING')).toBeUndefined();
  expect(store.find('arn:other', 'AWSCURRENT')).toBeUndefined();
});

test('a renamed secret keeps its version', () => {
  const store = new LocalSecret('arn:old', TOKEN);
  const { versionId } = store.find('arn:old', 'AWSCURRENT')!;
  store.rename('arn:new');

  expect(store.find('arn:old', 'AWSCURRENT')).toBeUndefined();
  expect(store.find('arn:new', 'AWSCURRENT')).toMatchObject({ arn: 'arn:new', versionId });
});

test('a rotation keeps the former token as the previous version', () => {
  const store = new LocalSecret('arn:secret', TOKEN);
  const { versionId } = store.find('arn:secret', 'AWSCURRENT')!;
  store.rotate('f'.repeat(32));

  expect(JSON.parse(store.find('arn:secret', 'AWSCURRENT')!.secretString).authToken).toBe('f'.repeat(32));
  expect(store.find('arn:secret', 'AWSPREVIOUS')).toMatchObject({ versionId, versionStages: ['AWSPREVIOUS'] });
  expect(store.authTokens).toEqual(['f'.repeat(32), TOKEN]);
  expect(store.find('arn:secret', 'constructor')).toBeUndefined();
});
