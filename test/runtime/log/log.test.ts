import { jsonLog, type LogEntry, sampleRejections } from '../../../src/runtime/log/log';
import { FakeClock } from '../../support/fake-store';

describe('a line of the log', () => {
  const lineOf = (entry: LogEntry) => {
    const lines: string[] = [];
    jsonLog((line) => lines.push(line), () => 1_700_000_000_000)(entry);
    expect(lines).toHaveLength(1);
    return lines[0];
  };

  test('is JSON, with time, level and message first', () => {
    expect(lineOf({ level: 'INFO', message: 'Replied', outcome: 'replied', status: 200, reason: undefined })).toBe(
      '{"timestamp":"2023-11-14T22:13:20.000Z","level":"INFO","message":"Replied","outcome":"replied","status":200}\n');
  });

  test('is one line, whatever it holds', () => {
    const line = lineOf({ level: 'WARN', message: 'a\nb\r\u2028', detail: '\u001B[2J"' });

    expect(line.trimEnd()).not.toMatch(/[\n\r\u001B]/);
    expect(JSON.parse(line)).toMatchObject({ message: 'a\nb\r\u2028', detail: '\u001B[2J"' });
  });
});

describe('under a flood of rejections', () => {
  const REJECTED = { level: 'WARN', message: 'Rejected', outcome: 'rejected', reason: 'wrong_signature' } as const;
  let clock: FakeClock;
  let entries: LogEntry[];
  let log: (entry: LogEntry) => void;
  beforeEach(() => {
    clock = new FakeClock();
    entries = [];
    log = sampleRejections((entry) => entries.push(entry), clock.now);
  });
  /** Requests, evenly spread over some seconds. */
  const flood = (seconds: number, perSecond: number, entry: LogEntry = REJECTED) => {
    for (let i = 0; i < seconds * perSecond; i++) {
      log(entry);
      clock.advance(1000 / perSecond);
    }
  };

  test('up to ten rejections in a second are all written', () => {
    flood(5, 10);

    expect(entries).toHaveLength(50);
    expect(entries.every(({ count }) => count === undefined)).toBe(true);
  });

  test('above ten, one line per second is written with the count of the others', () => {
    flood(60, 1000);

    expect(entries.length).toBeLessThanOrEqual(10 + 60);
    expect(entries.slice(10).every(({ count }) => count !== undefined && count > 900)).toBe(true);
  });

  test('no rejection is lost except those of the last second', () => {
    flood(20, 500);

    const counted = entries.reduce((sum, { count = 1 }) => sum + count, 0);
    expect(counted).toBeGreaterThanOrEqual(19 * 500);
    expect(counted).toBeLessThanOrEqual(20 * 500);
  });

  test('lines are written one by one again when the flood is over', () => {
    flood(3, 100);
    clock.advance(10_000);
    flood(1, 5); // the first stands for the last of the flood
    entries.length = 0;
    flood(2, 5);

    expect(entries).toHaveLength(10);
  });

  test('other reasons and other outcomes are still written', () => {
    flood(1, 1000);
    entries.length = 0;
    const others: LogEntry[] = [
      { ...REJECTED, reason: 'no_auth_token' }, { level: 'INFO', message: 'Replied', outcome: 'replied' },
      { level: 'ERROR', message: 'The reply handler failed', outcome: 'failed', reason: 'handler_failed' },
    ];
    others.forEach((entry) => log(entry));
    flood(1, 100, others[1]);

    expect(entries).toHaveLength(103);
  });

  test('a clock that is set back does not silence the log', () => {
    flood(1, 1000);
    clock.advance(-3_600_000);
    entries.length = 0;
    flood(3, 100);

    expect(entries.length).toBeGreaterThanOrEqual(2);
  });
});
