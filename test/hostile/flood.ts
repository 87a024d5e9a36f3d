import { gateway, isRejected } from './gateway';
import { number, type Row, type SuiteOptions, Tally } from './suite';
import { VirtualTime } from './virtual-time';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import type { ReadSecret, VersionStage } from '../../src/runtime/auth-token/read-secret';
import { AUTH_TOKEN_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { httpApi } from '../support/events';
import { FakeStore, named, tokenOf } from '../support/fake-store';
import { ACCOUNT_SID, messageForm, SECRET_ARN } from '../support/messages';
import { sign } from '../support/signer';

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
  { arrange, withoutKey = false }: Situation,
  count: number,
  seed: number,
): Promise<Row> {
  const tally = new Tally();
  const time = new VirtualTime();
  const start = time.now();
  const store = new FakeStore(time);
  store.gate = () => time.sleep(200);
  arrange(store, time);
  const reads: Read[] = [];
  const read: ReadSecret = (stage, timeoutMs) => {
    reads.push({ stage, at: time.now() });
    return store.read(stage, timeoutMs);
  };
  const keyRing = new KeyRing({ read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: time.now });
  const loading = keyRing.load();
  await time.run();
  await loading;
  reads.length = 0;
  const send = gateway({ keyRing, now: time.now });
  const events = Array.from({ length: 100 }, (_, i) => {
    const form = messageForm({ Body: `Forged ${i}` });
    return httpApi({ url: 'https://sms.example.com/sms', form, headers: { 'X-Twilio-Signature': sign(`guess ${seed} ${i}`, 'https://sms.example.com/sms', form) } });
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

  // Each forced refresh asks for AWSPENDING once; AWSCURRENT is read by the ordinary ones too. Without a key there are
  // only those.
  const isRefresh = ({ stage }: Read, index: number) => (withoutKey ? index % 2 === 0 : stage === 'AWSPENDING');
  const refreshes = reads.filter(isRefresh).map(({ at }) => at);
  const gaps = refreshes.slice(1).map((at, i) => at - refreshes[i]);
  const perMinute = mostWithinAMinute(refreshes);
  const callsPerMinute = mostWithinAMinute(reads.map(({ at }) => at));
  const atOnce = Math.max(...Object.values(store.mostAtOnce));
  // A key that is new to the container begins the steps anew; one that is tried no longer (5 min) is new once more.
  const quick = gaps.filter((gap) => gap < (withoutKey ? 5 : 30) * SECOND).length;
  const mayBeQuick = withoutKey ? 0 : 4 * Math.ceil((time.now() - start) / (5 * MINUTE));
  if (perMinute > 12 || callsPerMinute > 36 || atOnce > 1 || quick > mayBeQuick) {
    tally.fail(() => `${what}: ${perMinute} refreshes and ${callsPerMinute} calls a minute, ${atOnce} at once, gaps of ${gaps.join(', ')} ms`);
  }
  const inSeconds = gaps.map((gap) => Math.round(gap / SECOND));
  const seconds = (withoutKey ? [...new Set(inSeconds)] : inSeconds).join(', ');
  return tally.row(`flood of 10,000 forged requests a minute, ${what}`,
    `at most ${perMinute} refreshes (${callsPerMinute} calls) a minute, ${atOnce} at once, ${seconds} s apart; ${number(tally.cases)} rejected`);
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
