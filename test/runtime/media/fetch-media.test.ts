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

test.each<{ name: string; options: { region?: string; edge?: string }; environment?: string; origin: string }>([
  { name: 'a region', options: { region: 'ie1' }, origin: 'https://api.dublin.ie1.twilio.com' },
  { name: 'an edge', options: { edge: 'umatilla' }, origin: 'https://api.umatilla.us1.twilio.com' },
  { name: 'the gateway', options: {}, environment: 'sydney.au1', origin: 'https://api.sydney.au1.twilio.com' },
  {
    name: 'a region in a gateway of another region',
    options: { region: 'us1' },
    environment: 'sydney.au1',
    origin: 'https://api.twilio.com',
  },
])('fetchMedia goes by the region of $name', async ({ options, environment, origin }) => {
  const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('photo'));
  if (environment !== undefined) process.env.TWILIO_GATEWAY_TWILIO_REGION = environment;
  const path = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM${'1'.repeat(32)}/Media/ME${'2'.repeat(32)}`;
  const credentials = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };

  await fetchMedia({ url: origin + path }, { ...credentials, ...options });
  await expect(fetchMedia({ url: `https://api.tokyo.jp1.twilio.com${path}` }, { ...credentials, ...options }))
    .rejects.toThrow(`at ${origin}`);

  expect(fetched.mock.calls.map(([address]) => address)).toEqual([origin + path]);
  fetched.mockRestore();
  delete process.env.TWILIO_GATEWAY_TWILIO_REGION;
});
