import { connectionSetting, describeConnection } from '../../../src/cli/shared-key/connection-setting';
import { uuidV7 } from '../../../src/cli/shared-key/uuid-v7';

const DEFAULTS = {
  connectTimeoutMs: 5000,
  readTimeoutMs: 15_000,
  totalTimeoutMs: 15_000,
  retryPolicy: { retryCount: 1, retryOn: ['CONNECTION_TIMEOUT'] },
};

test.each<{ readonly fragment: string; readonly setting: object }>([
  { fragment: '', setting: {} },
  { fragment: '#', setting: {} },
  {
    fragment: '#rc=2&rp=5xx,ct,rt',
    setting: { retryPolicy: { retryCount: 2, retryOn: ['HTTP_5XX', 'CONNECTION_TIMEOUT', 'READ_TIMEOUT'] } },
  },
  { fragment: '#rp=all', setting: { retryPolicy: { retryCount: 1, retryOn: ['ALL'] } } },
  { fragment: '#rc=0&rp=4xx', setting: { retryPolicy: { retryCount: 0, retryOn: ['HTTP_4XX'] } } },
  { fragment: '#ct=1000&rt=2000&tt=9000', setting: { connectTimeoutMs: 1000, readTimeoutMs: 2000, totalTimeoutMs: 9000 } },
])('the fragment "$fragment" means the same in a Setting', ({ fragment, setting }) => {
  expect(connectionSetting(`https://example.com/sms${fragment}`)).toEqual({ ...DEFAULTS, ...setting });
});

test.each([
  { fragment: '#e=dublin' }, { fragment: '#rp=6xx' }, { fragment: '#rc=' }, { fragment: '#rc' }, { fragment: '#constructor=1' },
])('the fragment "$fragment" is rejected', ({ fragment }) => {
  expect(() => connectionSetting(`https://example.com/sms${fragment}`)).toThrow(/has the connection override/);
});

test('a connection is described in words', () => {
  expect(describeConnection(connectionSetting('https://example.com/sms#rc=2&rp=rt')))
    .toBe('connect 5000 ms, read 15000 ms, total 15000 ms, 2 retries on READ_TIMEOUT');
});

test('idempotency keys are UUIDs of version 7, in the order of time, and no two are equal', () => {
  const keys = Array.from({ length: 100 }, uuidV7);

  keys.forEach((key) => expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
  expect(new Set(keys).size).toBe(100);
  expect(Math.abs(parseInt(keys[0].replace('-', '').slice(0, 12), 16) - Date.now())).toBeLessThan(10_000);
});
