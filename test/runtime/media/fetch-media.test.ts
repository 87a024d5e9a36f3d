import { fetchMedia } from '../../../src/runtime/media/fetch-media';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

test('fetchMedia calls no other host than api.twilio.com', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch');

  await expect(fetchMedia({ url: 'https://example.com' }, {
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
  })).rejects.toThrow('https://api.twilio.com');
  expect(fetched).not.toHaveBeenCalled();
});
