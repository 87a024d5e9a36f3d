import type { ReadSecret } from '../../../src/runtime/auth-token/read-secret';
import { readCredentials, readKeptByConnect } from '../../../src/runtime/phone-numbers/credentials';
import { ACCOUNT_SID, AUTH_TOKEN, SECRET_ARN } from '../../support/messages';

const URL = 'https://gateway.example.com/sms';

const holding = (secretString: string | undefined): ReadSecret<string> => async () => ({ versionId: '1', secretString, createdAt: 0 });
const failing = (name: string): ReadSecret<string> => async () => Promise.reject(Object.assign(new Error('No'), { name }));

describe('the credentials', () => {
  const pauses: number[] = [];
  const sleep = async (milliseconds: number) => pauses.push(milliseconds);
  beforeEach(() => (pauses.length = 0));

  test('are read again where that may help', async () => {
    const secret = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
    const reads = [failing('InternalServiceError'), failing('TimeoutError'), holding(JSON.stringify(secret))];

    expect(await readCredentials(async (...call) => reads.shift()!(...call), SECRET_ARN, sleep)).toEqual(secret);
    expect(pauses).toEqual([1000, 1000]);
  });

  test('are not read forever', async () => {
    await expect(readCredentials(failing('TimeoutError'), SECRET_ARN, sleep)).rejects.toThrow('Secrets Manager did not answer in time. Try again.');
    expect(pauses).toEqual([1000, 1000, 1000]);
  });

  test('are read once where that helps nobody', async () => {
    await expect(readCredentials(failing('AccessDeniedException'), SECRET_ARN, sleep)).rejects.toThrow(/may not read the secret\. To fix it: cdk deploy/);
    expect(pauses).toEqual([]);
  });
});

describe('what connect kept', () => {
  const ENTRY = { name: '+15005550001', webhookUrl: URL, settings: { url: 'https://old.example.com' }, savedAt: '2026-11-22T12:00:00.000Z' };
  const KEPT = holding(JSON.stringify({ previousSettings: { PN1: ENTRY } }));

  test.each<[name: string, read: ReadSecret<string>, sid: string, url: string, entry: object | undefined]>([
    ['of the number', KEPT, 'PN1', URL, ENTRY],
    ['under another fragment', KEPT, 'PN1', `${URL}#rc=2`, ENTRY],
    ['of another number', KEPT, 'PN2', URL, undefined],
    ['of another gateway', KEPT, 'PN1', 'https://other.example.com/sms', undefined],
    ['never', failing('ResourceNotFoundException'), 'PN1', URL, undefined],
    ['as binary', holding(undefined), 'PN1', URL, undefined],
    ...['null', '5', '{}', '{"previousSettings":null}', '{"previousSettings":5}'].map((text): [string, ReadSecret<string>, string, string, undefined] =>
      [`as ${text}`, holding(text), 'PN1', URL, undefined]),
  ])('%s', async (_, read, sid, url, entry) => {
    expect(await readKeptByConnect(read, sid, url)).toEqual(entry);
  });

  test('is not taken for nothing when it cannot be read', async () => {
    await expect(readKeptByConnect(failing('AccessDeniedException'), 'PN1', URL)).rejects.toThrow('No');
  });
});
