import { lazyFetchMedia } from '../../../src/runtime/reply/lazy-fetch-media';
import type { CredentialsProvider } from '../../../src/runtime/twilio/credentials';
import { ACCOUNT_SID } from '../../support/messages';

const MEDIA = { contentType: 'image/png', bytes: new Uint8Array(1) };
const PROVIDER = {} as CredentialsProvider;

test('module and credentials are made once, with the first attachment', async () => {
  const fetchHandlerMedia = jest.fn(async () => MEDIA);
  const importModule = jest.fn(async () => ({ fetchHandlerMedia }));
  const source = jest.fn(() => PROVIDER);
  const lazy = lazyFetchMedia(importModule, source);
  expect(importModule).not.toHaveBeenCalled();
  expect(source).not.toHaveBeenCalled();

  await expect(lazy({ url: 'first' }, { accountSid: ACCOUNT_SID, maxBytes: 5 })).resolves.toBe(MEDIA);
  await lazy({ url: 'second' }, { accountSid: ACCOUNT_SID });

  expect(importModule).toHaveBeenCalledWith('./fetch-media.mjs');
  expect(source).toHaveBeenCalledTimes(1);
  expect(fetchHandlerMedia.mock.calls).toEqual([
    [{ url: 'first' }, { accountSid: ACCOUNT_SID, maxBytes: 5 }, PROVIDER],
    [{ url: 'second' }, { accountSid: ACCOUNT_SID }, PROVIDER],
  ]);
});
