import { setTimeout as pause } from 'node:timers/promises';
import { TwilioClient, twilioClient } from '../../../src/runtime/twilio/twilio-client';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../support/messages';
import { Failure, TwilioNumbersServer } from '../../support/twilio-numbers-server';

const ACCOUNT = `/2010-04-01/Accounts/${ACCOUNT_SID}.json`;

let server: TwilioNumbersServer;
beforeAll(async () => (server = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN)));
beforeEach(() => server.reset());
afterAll(async () => server.close());

const client = (authToken = AUTH_TOKEN, url = server.url, signal?: AbortSignal): TwilioClient =>
  twilioClient({ accountSid: ACCOUNT_SID, authToken }, { url, again: 'run this again', longestPause: 10_000, signal });

test('follows the pages of both kinds of list, on the host that it began with', async () => {
  ['+15005550001', '+15005550002', '+15005550003'].forEach((number) => server.addNumber(number));
  ['A', 'B', 'C', 'D', 'E'].forEach((name) => server.addService(name));

  const numbers = await client().list<{ phone_number: string }>('list', 'api', `/2010-04-01/Accounts/${ACCOUNT_SID}/IncomingPhoneNumbers.json?PageSize=100`, 'incoming_phone_numbers');
  const services = await client().list<{ friendly_name: string }>('list', 'messaging', '/v1/Services?PageSize=100', 'services');

  expect(numbers.map(({ phone_number }) => phone_number)).toEqual(['+15005550001', '+15005550002', '+15005550003']);
  expect(services.map(({ friendly_name }) => friendly_name)).toEqual(['A', 'B', 'C', 'D', 'E']);
});

test.each<[Failure, RegExp]>([
  [{ status: 401, code: 20003 }, /does not accept this Account SID and auth token \(error 20003\)\. Compare both/],
  [{ status: 403, code: 20008 }, /test credentials.*\(error 20008\)/],
  [{ status: 403, code: 20403, message: 'Forbidden' }, /does not allow it \(error 20403\): Forbidden/],
  [{ status: 404, code: 20404 }, /has none \(error 20404\)/],
  [{ status: 429, code: 20429, retryAfter: 3600 }, /too many requests \(error 20429\)\. Wait/],
  [{ status: 400, code: 21402, message: 'Bad URL' }, /rejected it \(error 21402\): Bad URL/],
])('%j is said in words, at once', async (failure, message) => {
  server.intercept = () => failure;

  await expect(client().get('do it', 'api', ACCOUNT)).rejects.toThrow(message);
  expect(server.requests).toHaveLength(1);
});

test.each<[name: string, failure: Failure | 'hangsUp']>([
  ['429', { status: 429, code: 20429 }], ['503', { status: 503, code: 20503 }], ['a broken connection', 'hangsUp'],
])('tries again after %s', async (_, failure) => {
  server.intercept = () => server.requests.length < 2 ? failure : undefined;

  await expect(client().get('do it', 'api', ACCOUNT)).resolves.toMatchObject({ sid: ACCOUNT_SID });
});

test('waits as long as Twilio asks for', async () => {
  server.intercept = () => server.requests.length < 2 ? { status: 429, code: 20429, retryAfter: 1 } : undefined;
  const answered = jest.fn();
  const asking = client().get('do it', 'api', ACCOUNT).then(answered);
  await pause(800);

  expect(answered).not.toHaveBeenCalled();
  await asking;
});

test('a signal ends the waiting', async () => {
  const controller = new AbortController();
  server.intercept = () => {
    setTimeout(() => controller.abort(), 50);
    return { status: 429, code: 20429, retryAfter: 9 };
  };

  await expect(client(AUTH_TOKEN, server.url, controller.signal).get('do it', 'api', ACCOUNT)).rejects.toThrow(/no answer in time/);
  expect(server.requests).toHaveLength(1);
});

test('says that it got no connection', async () => {
  await expect(client(AUTH_TOKEN, 'http://127.0.0.1:40001').get('check', 'api', ACCOUNT)).rejects.toThrow(/Could not check: 127\.0\.0\.1:40001 could not be reached \(ECONNREFUSED\)/);
}, 20_000);

test('errors do not hold the token', async () => {
  const error: Error = await client(OTHER_AUTH_TOKEN).get('check', 'api', ACCOUNT).then(() => new Error(), (reason) => reason);

  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(OTHER_AUTH_TOKEN);
});

test.each(['https://evil.example.com', 'http://127.0.0.1.evil.example.com:80', 'http://10.0.0.1:80'])('sends the token to no other address: %s', (url) => {
  expect(() => client(AUTH_TOKEN, url)).toThrow('may only be an address on loopback');
});

test('a list that is not in the answer is empty', async () => {
  expect(await client().list('list', 'api', ACCOUNT, 'nothing')).toEqual([]);
});

describe('where Twilio is not to be asked for a test', () => {
  const asked = jest.spyOn(globalThis, 'fetch');
  const withoutWaiting = (url?: string) => twilioClient({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }, { url, again: 'run this again', longestPause: 0 });
  afterAll(() => asked.mockRestore());

  test('each API is on a host of its own', async () => {
    asked.mockImplementation(async () => new Response('{}'));
    await withoutWaiting().get('check', 'api', ACCOUNT);
    await withoutWaiting().post('check', 'messaging', '/v1/Services', {});

    expect(asked.mock.calls.map(([address]) => address)).toEqual([`https://api.twilio.com${ACCOUNT}`, 'https://messaging.twilio.com/v1/Services']);
  });

  test("a proxy's page with status 200 is no answer", async () => {
    asked.mockImplementation(async () => new Response('<html>'));

    await expect(withoutWaiting().get('check', 'api', ACCOUNT)).rejects.toThrow('Could not check: Twilio failed (status 502). Look at status.twilio.com, then run this again.');
  });

  test('what has no code is told by its name', async () => {
    asked.mockImplementation(async () => Promise.reject(new TypeError('fetch failed')));
    const signal = AbortSignal.abort();

    await expect(twilioClient({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }, { again: 'go on', longestPause: 0, signal }).get('check', 'api', ACCOUNT))
      .rejects.toThrow('Could not check: api.twilio.com could not be reached (TypeError). Check the network, then go on.');
  });
});
