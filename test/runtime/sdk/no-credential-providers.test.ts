import { defaultProvider } from '../../../src/runtime/sdk/no-credential-providers';

test('asking for credentials that were not passed is an error that says so', async () => {
  await expect(defaultProvider()()).rejects.toThrow(/pass `credentials`/);
});
