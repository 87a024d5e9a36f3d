import { gateway, isRejected } from './gateway';
import { number, type Row, type SuiteOptions, Tally } from './suite';
import { VirtualTime } from './virtual-time';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import type { ReadSecret, VersionStage } from '../../src/runtime/auth-token/read-secret';
import { AUTH_TOKEN_FORMAT, type SecretFormat, SHARED_KEY_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { httpApi, signed } from '../support/events';
import { FakeStore, named, tokenOf } from '../support/fake-store';
import { ACCOUNT_SID, messageForm, SECRET_ARN } from '../support/messages';
import { OTHER_SHARED_KEY, SHARED_KEY, signedWithSharedKey } from '../support/shared-key';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const PER_MINUTE = 10_000;

interface Read {
  readonly stage: VersionStage;
  readonly at: number;
}

interface Situation {
  readonly arrange: (store: FakeStore, time: VirtualTime) => void;
  /** Nothing can be compared: each request is answered with 503, and may cause a load of the key, of two tries. */
  readonly withoutKey?: boolean;
  /** Which headers are forged. A SharedKey is one that is stored, or one that nobody knows. @default ['auth token'] */
  readonly forged?: ReadonlyArray<'auth token' | 'SharedKey' | 'unknown SharedKey'>;
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'secret at rest': {
    arrange: (store, time) => put(store, 'AWSCURRENT', 1, time.now() - 24 * 60 * MINUTE),
  },
  'secret just rotated, all three stages': {
    arrange: (store, time) => {
      put(store, 'AWSCURRENT', 2, time.now() - SECOND);
      put(store, 'AWSPREVIOUS', 1, 0);
      put(store, 'AWSPENDING', 3, time.now());
    },
  },
  'AWSPREVIOUS and AWSPENDING malformed': {
    arrange: (store, time) => {
      put(store, 'AWSCURRENT', 2, time.now());
      store.put('AWSPREVIOUS', 1, { secretString: 'x' });
      store.put('AWSPENDING', 3, { secretString: 'x' });
    },
  },
  'store begins to fail after a minute': {
    arrange: (store, time) => {
      put(store, 'AWSCURRENT', 1, 0);
      void time.sleep(MINUTE).then(() => (store.fault = named('ThrottlingException')));
    },
  },
  'store fails from the start, so that there is no key': {
    arrange: (store) => { store.fault = named('ThrottlingException'); },
    withoutKey: true,
  },
  'signed with SharedKeys, known and unknown': {
    arrange: (store, time) => put(store, 'AWSCURRENT', 1, time.now() - 24 * 60 * MINUTE),
    forged: ['SharedKey', 'unknown SharedKey'],
  },
  'signed with auth tokens and SharedKeys': {
    arrange: (store, time) => put(store, 'AWSCURRENT', 1, time.now() - 24 * 60 * MINUTE),
    forged: ['auth token', 'SharedKey', 'unknown SharedKey'],
  },
};

/**
 * Forged requests that could be Twilio's (the right account, a signature of the right form), 10,000 a minute and many
 * at once in one container: how often do they make it read the secret?
 */
export async function floods({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  const rows = [];
  for (const [what, situation] of Object.entries(SITUATIONS)) {
    rows.push(await flood(what, situation, Math.ceil(count / Object.keys(SITUATIONS).length), seed));
  }
  return rows;
}

async function flood(
  what: string,
  { arrange, withoutKey = false, forged = ['auth token'] }: Situation,
  count: number,
  seed: number,
): Promise<Row> {
  const tally = new Tally();
  const time = new VirtualTime();
  const start = time.now();
  const tokens = new CountedSecret(time, AUTH_TOKEN_FORMAT);
  const sharedKeys = new CountedSecret(time, SHARED_KEY_FORMAT);
  arrange(tokens.store, time);
  sharedKeys.store.put('AWSCURRENT', 1, { createdAt: 0, secretString: JSON.stringify(SHARED_KEY) });
  const loading = Promise.all([tokens.ring.load(), sharedKeys.ring.load()]);
  await time.run();
  await loading;
  tokens.reads.length = sharedKeys.reads.length = 0;
  const send = gateway({ keyRing: tokens.ring, sharedKeyRing: sharedKeys.ring, now: time.now });
  const events = Array.from({ length: 102 }, (_, i) => {
    const form = messageForm({ Body: `Forged ${i}` });
    const url = 'https://sms.example.com/sms';
    const kind = forged[i % forged.length];
    const guess = { ...(kind === 'SharedKey' ? SHARED_KEY : OTHER_SHARED_KEY), sharedKey: `guess ${seed} ${i}, long enough` };
    return httpApi(kind === 'auth token' ? signed({ url, form }, `guess ${seed} ${i}`) : signedWithSharedKey({ url, form }, guess));
  });

  const running: Array<Promise<void>> = [];
  const forge = async (i: number) => {
    const verdict = await send(events[i % events.length]);
    tally.count(verdict.status === 403 ? 'rejected with 403' : String(verdict.status));
    const isAsDesigned = withoutKey ? verdict.status === 503 && verdict.body === '' && !verdict.message : isRejected(verdict);
    if (!isAsDesigned) {
      tally.fail(() => `${what}: ${verdict.status} ${(time.now() - start) / SECOND} s after the start`);
    }
  };
  const traffic = async () => {
    for (let i = 0; i < count; i++) {
      running.push(forge(i));
      await time.sleep(MINUTE / PER_MINUTE);
    }
  };
  running.push(traffic());
  await time.run();
  await Promise.all(running);

  const secrets = [...(forged.includes('auth token') ? [tokens] : []), ...(forged.length > 1 ? [sharedKeys] : [])];
  const results = secrets.map((secret) => {
    // Each forced refresh asks for AWSPENDING once; AWSCURRENT is read by the ordinary ones too. Without a key there
    // are only those.
    const isRefresh = ({ stage }: Read, index: number) => (withoutKey ? index % 2 === 0 : stage === 'AWSPENDING');
    const refreshes = secret.reads.filter(isRefresh).map(({ at }) => at);
    const perMinute = mostWithinAMinute(refreshes);
    const callsPerMinute = mostWithinAMinute(secret.reads.map(({ at }) => at));
    const atOnce = Math.max(...Object.values(secret.store.mostAtOnce));
    if (perMinute > 12 || callsPerMinute > 36 || atOnce > 1) {
      tally.fail(() => `${what}: ${perMinute} refreshes and ${callsPerMinute} calls a minute, ${atOnce} at once`);
    }
    const gaps = refreshes.slice(1).map((at, i) => Math.round((at - refreshes[i]) / SECOND));
    return `at most ${perMinute} refreshes (${callsPerMinute} calls) a minute, ${atOnce} at once, ${gaps.slice(0, 6).join(', ')} ... s apart`;
  });
  const perSecret = results.length === 1 ? results[0] : `auth token: ${results[0]}; SharedKey: ${results[1]}`;
  return tally.row(`flood of 10,000 forged requests a minute, ${what}`, `${perSecret}; ${number(tally.cases)} rejected`);
}

/** A secret that takes 200 ms to read, and whose reads are counted. */
class CountedSecret<Content extends object> {
  readonly reads: Read[] = [];
  readonly store: FakeStore;
  readonly ring: KeyRing<Content>;

  constructor(time: VirtualTime, format: SecretFormat<Content>) {
    this.store = new FakeStore(time);
    this.store.gate = () => time.sleep(200);
    const read: ReadSecret = (stage, timeoutMs) => {
      this.reads.push({ stage, at: time.now() });
      return this.store.read(stage, timeoutMs);
    };
    this.ring = new KeyRing({ read, secretArn: SECRET_ARN, format, now: time.now });
  }
}

function mostWithinAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((start) => times.filter((at) => at >= start && at < start + MINUTE).length));
}

function put(store: FakeStore, stage: VersionStage, version: number, createdAt: number): void {
  store.put(stage, version, {
    createdAt,
    secretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken: tokenOf(version) }),
  });
}
