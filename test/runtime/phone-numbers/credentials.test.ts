import type { ReadSecret } from '../../../src/runtime/auth-token/read-secret';
import { readConnectSettings, readCredentials } from '../../../src/runtime/phone-numbers/credentials';
import { ACCOUNT_SID, AUTH_TOKEN, SECRET_ARN } from '../../support/messages';

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
  beforeEach(() => (pauses.length = 0));

  test('are read again if that may help', async () => {
    const secret = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
    const reads = [failing('InternalServiceError'), failing('TimeoutError'), holding(JSON.stringify(secret))];

    expect(await readCredentials(async (...call) => reads.shift()!(...call), SECRET_ARN, sleep)).toEqual(secret);
    expect(pauses).toEqual([1000, 1000]);
  });

  test('are not read again forever', async () => {
    await expect(readCredentials(failing('TimeoutError'), SECRET_ARN, sleep))
      .rejects.toThrow('Secrets Manager did not answer in time. Try again.');
    expect(pauses).toEqual([1000, 1000, 1000]);
  });

  test('are read once if another try cannot help', async () => {
    await expect(readCredentials(failing('AccessDeniedException'), SECRET_ARN, sleep))
      .rejects.toThrow(/may not read the secret\. To fix it: cdk deploy/);
    expect(pauses).toEqual([]);
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
