import { differential } from './differential';
import { hostileEvents } from './events';
import { faults, realFaults } from './faults';
import { floods } from './flood';
import { genuineRequests } from './genuine';
import { keyRingEvents } from './key-ring-events';
import { mutations } from './mutations';
import { partitions } from './partitions';
import { rotations } from './rotation';
import { sharedKeys } from './shared-keys';
import { campaign, headerSpellings, spoofing } from './spoofing';
import type { Suite } from './suite';

/** One suite, with its counts: in `npm run test:hostile`, and in `npm test`, where 0 leaves it out. */
export interface SuiteEntry {
  readonly name: string;
  readonly run: Suite;
  readonly full: number;
  readonly bounded: number;
}

/** In `npm test` and in docs/verification.md; `npm run test:hostile -- --seed <number>` takes another. */
export const SEED = 20_261_122;

/** The longest first, so that two processes end at about the same time. */
export const SUITES: readonly SuiteEntry[] = [
  { name: 'rotation', run: rotations, full: 120_000, bounded: 600 }, // each of three lags, 200 requests a second; the other plans a tenth
  { name: 'mutations', run: mutations, full: 200, bounded: 3 }, // requests, each changed a thousand times
  { name: 'floods', run: floods, full: 250_000, bounded: 5_000 }, // five minutes of each of five situations
  { name: 'shared keys', run: sharedKeys, full: 120, bounded: 3 }, // requests, each changed 256 times, and the matrix
  { name: 'events', run: hostileEvents, full: 50_000, bounded: 300 },
  { name: 'genuine', run: genuineRequests, full: 10_000, bounded: 100 }, // for each front end
  { name: 'partitions', run: partitions, full: 10_000, bounded: 300 },
  { name: 'differential', run: differential, full: 10_000, bounded: 1_000 },
  { name: 'faults', run: faults, full: 1, bounded: 1 },
  { name: 'real faults', run: realFaults, full: 1, bounded: 0 },
  { name: 'key ring', run: keyRingEvents, full: 1, bounded: 1 },
  { name: 'spoofing', run: spoofing, full: 1, bounded: 1 },
  { name: 'headers', run: headerSpellings, full: 1, bounded: 1 },
  { name: 'campaign', run: campaign, full: 1, bounded: 1 },
];
