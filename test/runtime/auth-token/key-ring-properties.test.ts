import fc from 'fast-check';
import type { Stored, TokenKey } from '../../../src/runtime/auth-token/key';
import { type KeyRing, LAST_GOOD, TIME_TO_LIVE } from '../../../src/runtime/auth-token/key-ring';
import type { VersionStage } from '../../../src/runtime/auth-token/read-secret';
import { Rejection } from '../../../src/runtime/log/rejection';
import { type FakeClock, type FakeStore, named, tokenOf } from '../../support/fake-store';
import { KeyRingFixture, MINUTE, SECOND, versionsOf } from '../../support/key-ring';

let fixture: KeyRingFixture;
let clock: FakeClock;
let store: FakeStore;
let ring: KeyRing;

beforeEach(() => {
  fixture = new KeyRingFixture();
  ({ clock, store } = fixture);
  ring = fixture.newRing();
});

const loaded = async () => fixture.load(ring);

describe('in any order of events', () => {
  const steps = fc.array(fc.oneof(
    fc.record({
      op: fc.constantFrom(
        'keys', 'refreshEarly', 'keysAfterFailedCheck', 'rotate', 'back', 'pending', 'malformed', 'fail', 'repair',
      ),
    }),
    fc.record({
      op: fc.constant('advance'),
      by: fc.constantFrom(1, SECOND, 5 * SECOND, MINUTE, 4 * MINUTE, 5 * MINUTE, 16 * MINUTE),
    }),
    fc.record({ op: fc.constant('settle') }),
  ), { minLength: 1, maxLength: 60 });

  test('no key is too old, no two reads overlap, and every rejection is 503', async () => {
    await fc.assert(fc.asyncProperty(fc.scheduler(), steps, async (scheduler, plan) => {
      fixture = new KeyRingFixture();
      ({ clock, store } = fixture);
      store.gate = () => scheduler.schedule(Promise.resolve());
      ring = fixture.newRing();
      let current = 1;
      /** When each version was AWSCURRENT for the last time. */
      const lastCurrent = new Map<string, number>();
      let isMalformed = false;
      const mark = () => isMalformed || lastCurrent.set(`v${current}`, clock.now());
      store.put('AWSCURRENT', 1);
      const failures: string[] = [];
      const running: Array<Promise<unknown>> = [];
      const examine = (keys: ReadonlyArray<Stored<TokenKey>>) => {
        const ids = versionsOf(keys);
        if (keys.length > 3) failures.push(`keys ${ids.join()}`);
        for (const { authToken, versionId } of keys) {
          if (authToken !== tokenOf(Number(versionId.slice(1)))) failures.push(`token of ${versionId}`);
        }
      };
      running.push(ring.load());
      for (const step of plan) {
        mark();
        switch (step.op) {
          case 'keys': running.push(ring.keys().then((keys) => {
            examine(keys);
            const age = clock.now() - (lastCurrent.get(keys[0]?.versionId) ?? -Infinity);
            if (!(age <= LAST_GOOD)) failures.push(`the first key is ${age} ms old`);
          }, (error) => {
            if (!(error instanceof Rejection && error.status === 503)) failures.push(String(error));
          })); break;
          case 'refreshEarly': running.push(ring.refreshEarly()); break;
          case 'keysAfterFailedCheck': running.push(ring.keysAfterFailedCheck().then(examine)); break;
          case 'rotate': store.rotate(current, current + 1); current++; isMalformed = false; break;
          case 'back': if (current > 1) { store.rotate(current, current - 1); current--; isMalformed = false; } break;
          case 'pending': store.put('AWSPENDING', current + 1); break;
          case 'malformed': store.put(
            'AWSCURRENT',
            current + 1000,
            { secretString: 'AC' + 'a'.repeat(32) },
          ); isMalformed = true; break;
          case 'fail': store.fault = named('InternalServiceError'); break;
          case 'repair': store.fault = undefined; break;
          case 'advance': // a read takes no longer
            await scheduler.waitIdle();
            clock.advance((step as { by: number }).by);
            break;
          default: await scheduler.waitIdle();
        }
        mark();
      }
      const all = Promise.all(running);
      await scheduler.waitFor(all);

      expect(failures).toEqual([]);
      expect(Object.entries(store.mostAtOnce).filter(([, count]) => count > 1)).toEqual([]);

      // Once the store works, the secret is right and the waiting times are over, its key is there.
      store.fault = undefined;
      store.put('AWSCURRENT', current);
      clock.advance(TIME_TO_LIVE);
      const keys = await scheduler.waitFor(ring.keys());
      expect(versionsOf(keys)[0]).toBe(`v${current}`);
    }), { numRuns: 300 });
  });

  test('AWSPENDING and AWSPREVIOUS are read only after a failed check', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom(
      'keys',
      'refreshEarly',
      'rotate',
      'advance',
    )), async (plan) => {
      await loaded();
      let version = 1;
      for (const step of plan) {
        if (step === 'rotate') {
          store.rotate(version, ++version);
        } else if (step === 'advance') {
          clock.advance(100 * SECOND);
        } else {
          await ring[step as 'keys' | 'refreshEarly']();
        }
      }
      expect(new Set<VersionStage>(store.takeReads()).size).toBeLessThanOrEqual(1);
    }));
  });
});
