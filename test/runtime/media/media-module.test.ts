import { MediaRejected } from '../../../src/runtime/media/download-media';
import { fetchHandlerMedia } from '../../../src/runtime/media/media-module';
import { type Credentials, tryCredentials } from '../../../src/runtime/twilio/credentials';
import { ACCOUNT_SID } from '../../support/messages';

const URL_OF_MEDIA = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'1'.repeat(32)}/Media/ME${'2'.repeat(32)}`;
const as = (username: string): Credentials => ({ accountSid: ACCOUNT_SID, username, password: 'secret' });
const headerOf = (username: string) => `Basic ${Buffer.from(`${username}:secret`).toString('base64')}`;

/** The users of the requests. Twilio accepts one of them. */
function twilioAccepts(user: string, status = 401) {
  const asked: unknown[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    const { authorization } = init?.headers as Record<string, string>;
    asked.push(authorization);
    return authorization === headerOf(user)
      ? new Response('photo', { headers: { 'content-type': 'image/png' } })
      : new Response('', { status });
  });
  return asked;
}
const provider = { credentials: async () => [as('old')], freshCredentials: async () => [as('old'), as('new')] };
const download = async () => fetchHandlerMedia({ url: URL_OF_MEDIA }, { accountSid: ACCOUNT_SID }, provider);

afterEach(() => jest.restoreAllMocks());

test('an attachment is downloaded with the credentials of the provider', async () => {
  const asked = twilioAccepts('old');

  expect(await download()).toEqual({ contentType: 'image/png', bytes: Buffer.from('photo') });
  expect(asked).toEqual([headerOf('old')]);
});

test('credentials that Twilio rejects are read again, and none is tried twice', async () => {
  const asked = twilioAccepts('new');

  expect(await download()).toMatchObject({ contentType: 'image/png' });
  expect(asked).toEqual([headerOf('old'), headerOf('new')]);
});

test('without credentials that Twilio accepts the download fails', async () => {
  twilioAccepts('nobody');

  await expect(download()).rejects.toThrow(new MediaRejected(401));
});

test('another failure is no reason to read the secret', async () => {
  const asked = twilioAccepts('new', 404);

  await expect(download()).rejects.toThrow('Twilio answered 404 instead of the attachment');
  expect(asked).toHaveLength(1);
});

test('without any credentials nothing is sent', async () => {
  const request = jest.fn();

  expect(await tryCredentials([async () => []], request, () => false)).toBeUndefined();
  expect(request).not.toHaveBeenCalled();
});
