import { fetchMedia } from '../../../src/runtime/media/fetch-media';
import { lazyFetchMedia } from '../../../src/runtime/reply/lazy-fetch-media';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

test('fetchMedia calls no other host than api.twilio.com', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch');

  await expect(fetchMedia({ url: 'https://example.com' }, {
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
  })).rejects.toThrow('https://api.twilio.com');
  expect(fetched).not.toHaveBeenCalled();
});

test('the module is loaded with the first attachment', async () => {
  const media = { contentType: 'image/png', bytes: new Uint8Array(1) };
  const importModule = jest.fn(async () => ({ fetchMedia: async () => media }));
  const lazy = lazyFetchMedia(importModule);
  expect(importModule).not.toHaveBeenCalled();

  await expect(lazy({ url: '' }, { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN })).resolves.toBe(media);
  expect(importModule).toHaveBeenCalledWith('./fetch-media.mjs');
});
