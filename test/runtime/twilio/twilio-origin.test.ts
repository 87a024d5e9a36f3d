import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createSendMessage } from '../../../src/runtime/twilio/send-message';
import { createTwilioClient } from '../../../src/runtime/twilio/twilio-client';
import { twilioOrigin } from '../../../src/runtime/twilio/twilio-origin';
import { ACCOUNT_SID, AUTH_TOKEN } from '../../support/messages';

const CREDENTIALS = authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN);
const MAKERS = [
  { maker: 'the worker', make: (url: string) => createSendMessage(url) },
  {
    maker: 'the other callers',
    make: (url: string) => createTwilioClient(CREDENTIALS, { url, retryAdvice: 'run this again', longestPauseMs: 0 }),
  },
];

test('each API has its own host at Twilio', () => {
  expect([twilioOrigin('api'), twilioOrigin('messaging')]).toEqual([
    'https://api.twilio.com',
    'https://messaging.twilio.com',
  ]);
});

test('each API of a region has a host of its own, and the region does not matter on loopback', () => {
  expect([
    twilioOrigin('api', undefined, 'dublin.ie1'),
    twilioOrigin('messaging', undefined, 'dublin.ie1'),
    twilioOrigin('api', undefined, 'sydney.au1'),
    twilioOrigin('api', 'http://127.0.0.1:4680', 'dublin.ie1'),
  ]).toEqual([
    'https://api.dublin.ie1.twilio.com',
    'https://messaging.dublin.ie1.twilio.com',
    'https://api.sydney.au1.twilio.com',
    'http://127.0.0.1:4680',
  ]);
});

test.each([
  { name: 'nothing', region: '' },
  { name: 'a region without an edge', region: 'ie1' },
  { name: 'another host', region: 'evil.example/.ie1' },
  { name: 'a host after user and password', region: 'x@evil.example' },
  { name: 'another line', region: 'dublin.ie1\n' },
])('$name is not accepted as a region, since the credentials would be sent to another host', ({ region }) => {
  const expected = /^TWILIO_GATEWAY_TWILIO_REGION is ".*", which is not an edge and a region of Twilio such as dublin/;
  expect(() => twilioOrigin('api', undefined, region)).toThrow(expected);
  expect(() => createSendMessage(undefined, region)).toThrow(expected);
  expect(() => createTwilioClient(CREDENTIALS, { region, retryAdvice: 'run this again', longestPauseMs: 0 }))
    .toThrow(expected);
});

describe.each(MAKERS)('for $maker', ({ make }) => {
  test.each([
    { url: 'http://127.0.0.1:4680' }, { url: 'http://localhost:1' }, { url: 'http://[::1]:1' },
  ])('$url may be used instead', ({ url }) => {
    expect(() => make(url)).not.toThrow();
    expect(twilioOrigin('messaging', url)).toBe(url);
  });

  test.each([
    { name: 'nothing', url: '' },
    { name: 'another host', url: 'https://evil.example.com' },
    { name: 'Twilio without TLS', url: 'http://api.twilio.com' },
    { name: 'a host that begins like Twilio', url: 'https://api.twilio.com.example.com' },
    { name: 'loopback with TLS', url: 'https://localhost:1' },
    { name: 'loopback without a port', url: 'http://127.0.0.1' },
    { name: 'a private network', url: 'http://10.0.0.1:80' },
    { name: 'a host that begins like loopback', url: 'http://127.0.0.1.evil.example:80' },
    { name: 'a host after a port', url: 'http://127.0.0.1:80.evil.example' },
    { name: 'a host after user and password', url: 'http://127.0.0.1:8080@evil.example' },
    { name: 'a host after user and password, with a port', url: 'http://localhost:8080@evil.example:80' },
    { name: 'a path', url: 'http://127.0.0.1:1/x' },
    { name: 'a trailing slash', url: 'http://127.0.0.1:1/' },
    { name: 'a query', url: 'http://127.0.0.1:1?x' },
    { name: 'a fragment', url: 'http://127.0.0.1:1#x' },
    { name: 'another line', url: 'http://127.0.0.1:1\n' },
    { name: 'another line before it', url: '\nhttp://127.0.0.1:1' },
    { name: 'a text before it', url: 'xhttp://127.0.0.1:1' },
  ])('$name may not be used instead', ({ url }) => {
    expect(() => make(url)).toThrow(/^TWILIO_GATEWAY_API_URL is "[^]*", which is not an address on loopback such as /);
    expect(() => make(url)).toThrow('The auth token would be sent there. Unset the variable to use Twilio.');
  });
});
