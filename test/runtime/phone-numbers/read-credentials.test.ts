import type { ReadSecret } from '../../../src/runtime/auth-token/read-secret';
import {
  readApiKeyCredentials, readAuthTokenCredentials, readConnectSettings,
} from '../../../src/runtime/phone-numbers/read-credentials';
import { authTokenAsCredentials } from '../../../src/runtime/twilio/credentials';
import { ACCOUNT_SID, API_KEY, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN, SECRET_ARN } from '../../support/messages';

const URL = 'https://gateway.example.com/sms';

const holding =
  (secretString: string | undefined): ReadSecret<string> =>
    async () => ({ versionId: '1', secretString, createdAt: 0 });
const failing =
  (name: string): ReadSecret<string> =>
    async () =>
      Promise.reject(Object.assign(new Error('No'), { name }));

describe('the credentials', () => {
  const pauses: number[] = [];
  const sleep = async (milliseconds: number) => pauses.push(milliseconds);
  const secret = (read: ReadSecret<string>) => ({ read, secretArn: SECRET_ARN, sleep });
  beforeEach(() => (pauses.length = 0));

  test('are read again if that may help', async () => {
    const text = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
    const reads = [failing('InternalServiceError'), failing('TimeoutError'), holding(text)];

    expect(await readAuthTokenCredentials(secret(async (...call) => reads.shift()!(...call))))
      .toEqual(authTokenAsCredentials(ACCOUNT_SID, AUTH_TOKEN));
    expect(pauses).toEqual([1000, 1000]);
  });

  test('are not read again forever', async () => {
    await expect(readAuthTokenCredentials(secret(failing('TimeoutError'))))
      .rejects.toThrow('Secrets Manager did not answer in time. Try again.');
    expect(pauses).toEqual([1000, 1000, 1000]);
  });

  test('are read once if another try cannot help', async () => {
    await expect(readAuthTokenCredentials(secret(failing('AccessDeniedException'))))
      .rejects.toThrow(/may not read the secret\. To fix it: cdk deploy/);
    expect(pauses).toEqual([]);
  });

  test('are the API key of its own secret', async () => {
    expect(await readApiKeyCredentials(secret(holding(JSON.stringify(API_KEY)))))
      .toEqual({ accountSid: ACCOUNT_SID, username: API_KEY_SID, password: API_KEY_SECRET });
  });

  test('are not an auth token where an API key belongs, and the remedy writes an API key', async () => {
    const token = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
    await expect(readApiKeyCredentials(secret(holding(token))))
      .rejects.toThrow(/^The secret holds an auth token instead of a Twilio API key\. To fix it: .*file:\/\/api-key\.json/);
  });
});

describe('the settings that connect stored', () => {
  const ENTRY = {
    name: '+15005550001',
    accountSid: ACCOUNT_SID,
    settings: { url: 'https://old.example.com' },
    applied: { url: 'https://former.example.com' },
    pending: { url: URL },
  };
  const STORED = holding(JSON.stringify({ previousSettings: { PN1: ENTRY } }));

  test.each<{
    readonly name: string;
    readonly read: ReadSecret<string>;
    readonly sid?: string;
    readonly url?: string;
    readonly entry?: object;
  }>([
    { name: 'are found by the pending URL', read: STORED, entry: ENTRY },
    { name: 'are found by the applied URL', read: STORED, url: ENTRY.applied.url, entry: ENTRY },
    { name: 'are found under another fragment', read: STORED, url: `${URL}#rc=2`, entry: ENTRY },
    { name: 'are not those of another number', read: STORED, sid: 'PN2' },
    { name: 'are not those of another gateway', read: STORED, url: 'https://other.example.com/sms' },
    { name: 'may not exist', read: failing('ResourceNotFoundException') },
    { name: 'are not binary', read: holding(undefined) },
    { name: 'are not null', read: holding('null') },
    { name: 'are not a number', read: holding('5') },
    { name: 'are not an empty object', read: holding('{}') },
    { name: 'are not null by their name', read: holding('{"previousSettings":null}') },
    { name: 'are not a number by their name', read: holding('{"previousSettings":5}') },
  ])('$name', async ({ read, sid = 'PN1', url = URL, entry }) => {
    expect(await readConnectSettings(read, sid, url)).toEqual(entry);
  });

  test('are those of the region of the number', async () => {
    const inIreland = { ...ENTRY, name: 'in Ireland' };
    const read = holding(JSON.stringify({ previousSettings: { 'PN1': ENTRY, 'PN1@ie1': inIreland } }));

    expect(await readConnectSettings(read, 'PN1', URL)).toEqual(ENTRY);
    expect(await readConnectSettings(read, 'PN1', URL, 'ashburn.us1')).toEqual(ENTRY);
    expect(await readConnectSettings(read, 'PN1', URL, 'dublin.ie1')).toEqual(inIreland);
    expect(await readConnectSettings(read, 'PN1', URL, 'sydney.au1')).toBeUndefined();
  });

  test('are not taken for missing if they cannot be read', async () => {
    await expect(readConnectSettings(failing('AccessDeniedException'), 'PN1', URL)).rejects.toThrow('No');
  });
});
