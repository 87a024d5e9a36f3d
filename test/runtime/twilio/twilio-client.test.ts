import { setTimeout as pause } from 'node:timers/promises';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { createTwilioClient, TwilioClient } from '../../../src/runtime/twilio/twilio-client';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../support/messages';
import { Failure, TwilioNumbersServer } from '../../support/twilio-numbers-server';

// Against an emulator of the account's resources, with pauses of full length. send-request.test.ts has all responses.

const ACCOUNT = `/2010-04-01/Accounts/${ACCOUNT_SID}.json`;

let server: TwilioNumbersServer;
beforeAll(async () => (server = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN)));
beforeEach(() => server.reset());
afterAll(async () => server.close());

const client = (authToken = AUTH_TOKEN, url = server.url, signal?: AbortSignal): TwilioClient => createTwilioClient(
  authTokenAsCredentials(ACCOUNT_SID, authToken), { url, retryAdvice: 'run this again', longestPauseMs: 10_000, signal });

test('both kinds of list are read page by page, from the host of the first page', async () => {
  ['+15005550001', '+15005550002', '+15005550003'].forEach((number) => server.addNumber(number));
  ['A', 'B', 'C', 'D', 'E'].forEach((name) => server.addService(name));

  const numbersPath = `/2010-04-01/Accounts/${ACCOUNT_SID}/IncomingPhoneNumbers.json?PageSize=100`;
  const numbers = await client().list<{ phone_number: string }>('list', 'api', numbersPath, 'incoming_phone_numbers');
  const services = await client().list<{ friendly_name: string }>(
    'list',
    'messaging',
    '/v1/Services?PageSize=100',
    'services',
  );

  expect(numbers.map(({ phone_number }) => phone_number)).toEqual(['+15005550001', '+15005550002', '+15005550003']);
  expect(services.map(({ friendly_name }) => friendly_name)).toEqual(['A', 'B', 'C', 'D', 'E']);
});

test('a list that is not in the response is empty', async () => {
  expect(await client().list('list', 'api', ACCOUNT, 'nothing')).toEqual([]);
});

test.each<{ readonly failure: Failure; readonly message: string }>([
  {
    failure: { status: 401, code: 20003 },
    message: 'Twilio does not accept this Account SID and auth token (error 20003). '
      + 'Compare both with the Twilio Console, Account Info. The token may have been rotated, or belong to another region of Twilio.',
  },
  {
    failure: { status: 403, code: 20008 },
    message:
      'these are test credentials, which cannot do this (error 20008). '
        + 'Use the live ones: Twilio Console, Account Info.',
  },
  {
    failure: { status: 403, code: 20403, message: 'Forbidden' },
    message: 'Twilio does not allow it (error 20403): Forbidden',
  },
  {
    failure: { status: 404, code: 20404 },
    message:
      'Twilio did not find it (error 20404). Check whether it belongs to this account, '
      + 'or to a subaccount with its own auth token.',
  },
  {
    failure: { status: 429, code: 20429, retryAfter: 3600 },
    message: 'Twilio received too many requests (error 20429). Wait a minute, then run this again.',
  },
  { failure: { status: 400, code: 21402, message: 'Bad URL' }, message: 'Twilio rejected it (error 21402): Bad URL' },
])('the error $failure.code is explained at once', async ({ failure, message }) => {
  server.intercept = () => failure;

  await expect(client().get('do it', 'api', ACCOUNT)).rejects.toThrow(new Error(`Could not do it: ${message}`));
  expect(server.requests).toHaveLength(1);
});

test.each<{ readonly name: string; readonly failure: Failure | 'hangsUp' }>([
  { name: 'throttling', failure: { status: 429, code: 20429 } },
  { name: 'a failure', failure: { status: 503, code: 20503 } },
  { name: 'a broken connection', failure: 'hangsUp' },
])('a request is retried after $name', async ({ failure }) => {
  server.intercept = () => server.requests.length < 2 ? failure : undefined;

  await expect(client().get('do it', 'api', ACCOUNT)).resolves.toMatchObject({ sid: ACCOUNT_SID });
});

test('the next try waits as long as Twilio asks for', async () => {
  server.intercept = () => server.requests.length < 2 ? { status: 429, code: 20429, retryAfter: 1 } : undefined;
  const answered = jest.fn();
  const asking = client().get('do it', 'api', ACCOUNT).then(answered);
  await pause(800);

  expect(answered).not.toHaveBeenCalled();
  await asking;
});

test('a signal ends the pause', async () => {
  const controller = new AbortController();
  server.intercept = () => {
    setTimeout(() => controller.abort(), 50);
    return { status: 429, code: 20429, retryAfter: 9 };
  };

  await expect(client(AUTH_TOKEN, server.url, controller.signal).get('do it', 'api', ACCOUNT)).rejects.toThrow(
    /no answer in time/,
  );
  expect(server.requests).toHaveLength(1);
});

test('a refused connection is named', async () => {
  await expect(client(AUTH_TOKEN, 'http://127.0.0.1:40001').get('check', 'api', ACCOUNT))
    .rejects.toThrow(/Could not check: 127\.0\.0\.1:40001 could not be reached \(ECONNREFUSED\)/);
}, 20_000);

test('errors do not hold the token', async () => {
  const error: Error = await client(OTHER_AUTH_TOKEN)
    .get('check', 'api', ACCOUNT)
    .then(
      () => new Error(),
      (reason) => reason,
    );

  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(OTHER_AUTH_TOKEN);
});

describe('without a server', () => {
  const asked = jest.spyOn(globalThis, 'fetch');
  const toTwilio = (signal?: AbortSignal, region?: string) => createTwilioClient(
    authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN), { retryAdvice: 'go on', longestPauseMs: 0, signal, region });
  afterAll(() => asked.mockRestore());

  test('each API is asked on its own host', async () => {
    asked.mockImplementation(async () => new Response('{}'));
    await toTwilio().get('check', 'api', ACCOUNT);
    await toTwilio().post('check', 'messaging', '/v1/Services', {});

    expect(asked.mock.calls.map(([address]) => address))
      .toEqual([`https://api.twilio.com${ACCOUNT}`, 'https://messaging.twilio.com/v1/Services']);
  });

  test('each API of a region is asked on its own host', async () => {
    asked.mockReset().mockImplementation(async () => new Response('{}'));
    await toTwilio(undefined, 'dublin.ie1').get('check', 'api', ACCOUNT);
    await toTwilio(undefined, 'dublin.ie1').post('check', 'messaging', '/v1/Services', {});

    expect(asked.mock.calls.map(([address]) => address))
      .toEqual([`https://api.dublin.ie1.twilio.com${ACCOUNT}`, 'https://messaging.dublin.ie1.twilio.com/v1/Services']);
  });

  test('an error without a code is named by its class', async () => {
    asked.mockImplementation(async () => Promise.reject(new TypeError('fetch failed')));

    await expect(toTwilio(AbortSignal.abort()).get('check', 'api', ACCOUNT)).rejects.toThrow(
      'Could not check: api.twilio.com could not be reached (TypeError). Check the network, then go on.',
    );
  });
});
