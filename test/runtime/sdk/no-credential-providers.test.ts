import { defaultProvider } from '../../../src/runtime/sdk/no-credential-providers';

test('a client without credentials fails with an error that says so', async () => {
  await expect(defaultProvider()()).rejects.toThrow(/pass `credentials`/);
});
