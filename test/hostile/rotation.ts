import { gateway, isAccepted, isRejected, type Send } from './gateway';
import { generator, type Random } from './random';
import { number, type Row, type SuiteOptions, Tally } from './suite';
import { VirtualTime } from './virtual-time';
import { KeyRing, PREVIOUS_WINDOW, TIME_TO_LIVE } from '../../src/runtime/auth-token/key-ring';
import type { SharedKey } from '../../src/runtime/auth-token/parse-shared-key';
import type { ReadSecret, VersionStage } from '../../src/runtime/auth-token/read-secret';
import { AUTH_TOKEN_FORMAT, SHARED_KEY_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { type HttpEvent, httpApi, signed } from '../support/events';
import { FakeStore, tokenOf } from '../support/fake-store';
import { ACCOUNT_SID, messageForm, SECRET_ARN } from '../support/messages';
import { SHARED_KEY, signedWithSharedKey } from '../support/shared-key';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

const OLD = 1;
const NEW = 2;
const MALFORMED = 3;
/** Put by hand in the place of `NEW`, which leaked. */
const BY_HAND = 4;
/** What the next rotation stages. */
const NEXT = 5;

/** What signs messages. */
type Kind = 'auth token' | 'SharedKey';

/** What happens to the secret, in milliseconds from the start of the traffic. */
interface Plan {
  readonly what: string;
  /** Both kinds sign messages, mixed, and this one is rotated. @default - messages are signed with auth tokens only */
  readonly bothInUse?: Kind;
  /** When the new token becomes AWSPENDING. Before the start is allowed. */
  readonly stagedAt: number;
  /** When Twilio begins to sign with the new token. */
  readonly promotedAt: number;
  /** When AWSCURRENT names it. */
  readonly currentAt: number;
  /** When a version that holds no token becomes AWSCURRENT, and when it is mended. */
  readonly malformed?: readonly [from: number, to: number];
}

const HALF_WAY = 5 * MINUTE;
const rotation = (lag: number): Plan => ({
  what: `rotation, AWSCURRENT ${lag} s behind Twilio`,
  stagedAt: HALF_WAY - 10 * SECOND,
  promotedAt: HALF_WAY,
  currentAt: HALF_WAY + lag * SECOND,
});

/**
 * Ten minutes of texts on as many containers as Lambda would run, 200 a second in the full run, while the token is
 * rotated half-way. Assumes that AWSPENDING holds the new token before Twilio promotes it, and no flood meanwhile.
 */
export async function rotations({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  const rows = [];
  for (const lag of [0, 60, 300]) {
    rows.push(await simulate(rotation(lag), count, seed));
  }
  const others: readonly Plan[] = [
    { ...rotation(60), what: 'rotation, AWSCURRENT 60 s behind, the new version staged a day before', stagedAt: -DAY },
    {
      what: 'no rotation, AWSCURRENT malformed for 9 minutes, containers warm',
      stagedAt: Infinity,
      promotedAt: Infinity,
      currentAt: Infinity,
      malformed: [MINUTE, 10 * MINUTE] as const,
    },
  ];
  const migrations = (['auth token', 'SharedKey'] as const).flatMap((bothInUse) => [0, 60, 300].map((lag): Plan =>
    ({ ...rotation(lag), bothInUse, what: `auth token and SharedKey mixed, ${bothInUse} rotated, AWSCURRENT ${lag} s behind Twilio` })));
  for (const plan of [...others, ...migrations]) {
    rows.push(await simulate(plan, Math.ceil(count / 10), seed));
  }
  return [...rows, await newContainers(), await leftOverPending()];
}

class Container {
  busy = false;
  requests = 0;
  /** When this container read the new version as AWSCURRENT. */
  sawNewAt = Infinity;
  readonly startedAt: number;
  readonly send: Send;

  private readonly keyRing: KeyRing;
  private readonly sharedKeyRing: KeyRing<SharedKey>;

  constructor(time: VirtualTime, stores: Stores, random: Random, readonly livesUntil: number) {
    this.startedAt = time.now();
    const readFrom = (store: FakeStore): ReadSecret => async (stage: VersionStage, timeoutMs) => {
      const version = await store.read(stage, timeoutMs);
      if (stage === 'AWSCURRENT' && version.versionId === `v${NEW}`) {
        this.sawNewAt = Math.min(this.sawNewAt, time.now());
      }
      return version;
    };
    const options = { secretArn: SECRET_ARN, now: time.now };
    this.keyRing = new KeyRing({ ...options, read: readFrom(stores['auth token']), format: AUTH_TOKEN_FORMAT });
    this.sharedKeyRing = new KeyRing({ ...options, read: readFrom(stores.SharedKey), format: SHARED_KEY_FORMAT });
    const { keyRing, sharedKeyRing } = this;
    this.send = gateway({ keyRing, sharedKeyRing, now: time.now, work: () => time.sleep(10 + random(50)) });
  }

  async load(): Promise<void> {
    await Promise.all([this.keyRing.load(), this.sharedKeyRing.load()]);
  }
}

type Stores = Readonly<Record<Kind, FakeStore>>;

async function simulate(plan: Plan, count: number, seed: number): Promise<Row> {
  const tally = new Tally();
  const random = generator(seed);
  const time = new VirtualTime();
  const start = time.now();
  const stores = {
    'auth token': storeIn(time, 'auth token', () => 5 + random(90)),
    'SharedKey': storeIn(time, 'SharedKey', () => 5 + random(90)),
  };
  const rotated = plan.bothInUse ?? 'auth token';
  schedule(plan, time, stores[rotated], rotated);
  let lastOld = -Infinity;
  let mostContainers = 0;
  let containers: Container[] = [];
  /** What AWS ends after a while is replaced, except where a new one could not start: with a malformed secret. */
  const lifetime = () => (plan.malformed ? Infinity : time.now() + MINUTE + random(9 * MINUTE));

  /** Lambda gives a request to a container that is free, and starts one if there is none. */
  const deliver = async (
    event: HttpEvent,
    examine: (accepted: boolean, container: Container, startedAt: number) => void,
  ) => {
    containers = containers.filter(({ busy, livesUntil }) => busy || livesUntil > time.now());
    let container = containers.find(({ busy }) => !busy);
    if (container) {
      container.busy = true;
    } else {
      container = new Container(time, stores, random, lifetime());
      container.busy = true;
      containers.push(container);
      mostContainers = Math.max(mostContainers, containers.length);
      await time.sleep(150 + random(250));
      await container.load();
    }
    container.requests++;
    const startedAt = time.now();
    const verdict = await container.send(event);
    container.busy = false;
    if (!isAccepted(verdict) && !isRejected(verdict)) {
      tally.fail(() => `${plan.what}: ${verdict.status} at ${(time.now() - start) / SECOND} s: ${verdict.entry.detail}`);
    }
    examine(isAccepted(verdict), container, startedAt);
  };

  const eventsOf = (kind: Kind) => new Map([OLD, NEW].map((version) => [version, eventsSignedWith(version, kind)]));
  const events = { 'auth token': eventsOf('auth token'), 'SharedKey': eventsOf('SharedKey') };
  const genuine = async () => {
    const signedAt = time.now() - start;
    const kinds: readonly Kind[] = plan.bothInUse ? ['auth token', 'SharedKey'] : ['auth token'];
    const kind = kinds[random(kinds.length)];
    const version = kind === rotated && signedAt >= plan.promotedAt ? NEW : OLD;
    // On the way for up to half a second, now and then for three.
    await time.sleep(random(100) === 0 ? 3 * SECOND : 20 + random(480));
    await deliver(events[kind].get(version)![random(50)], (accepted, container) => {
      tally.count(accepted ? 'genuine accepted' : 'genuine rejected');
      if (!accepted) {
        tally.fail(() => `${plan.what}: rejected what was signed at ${signedAt / SECOND} s with v${version} of the ${kind}, container of ${(container.startedAt - start) / SECOND} s`);
      }
    });
  };
  /** Somebody who knows the old token goes on signing with it. */
  const stale = () => deliver(events[rotated].get(OLD)![random(50)], (accepted, container, startedAt) => {
    const isInWindow = startedAt < Math.max(container.sawNewAt, start + plan.currentAt) + PREVIOUS_WINDOW;
    tally.count(accepted ? isInWindow ? 'stale accepted inside the window' : 'stale accepted after the window' : 'stale rejected');
    if (accepted) {
      lastOld = Math.max(lastOld, startedAt - start);
    }
    if (accepted && (!isInWindow || startedAt - start >= plan.currentAt + TIME_TO_LIVE + PREVIOUS_WINDOW)) {
      tally.fail(() => `${plan.what}: took the old token at ${(startedAt - start) / SECOND} s`);
    }
  });

  const minutes = 10;
  const interval = minutes * MINUTE / count;
  const running: Array<Promise<void>> = [];
  const traffic = async () => {
    for (let i = 0; i < count; i++) {
      running.push(genuine());
      await time.sleep(start + (i + 1) * interval - time.now());
    }
    // Afterwards texts are few, and the old token is tried for half an hour, once a second in the full run.
    const pause = count < 12_000 ? 10 * SECOND : SECOND;
    for (let waited = 0; plan.promotedAt < Infinity && waited < 30 * MINUTE; waited += pause) {
      running.push(stale());
      if (waited % (5 * pause) === 0) {
        running.push(genuine());
      }
      await time.sleep(pause);
    }
  };
  running.push(traffic());
  await time.run();
  await Promise.all(running);
  const last = lastOld < 0 ? 'never' : `last ${Math.round((lastOld - plan.currentAt) / SECOND)} s after AWSCURRENT changed`;
  return tally.row(plan.what, `${number(tally.of('genuine rejected'))} genuine rejected, ${number(tally.of('stale accepted after the window'))} stale accepted after the window`
    + ` (${tally.summary}; old token taken ${last}; up to ${mostContainers} containers at once)`);
}

function storeIn(time: VirtualTime, kind: Kind, latency: () => number): FakeStore {
  const store = new FakeStore(time);
  store.gate = () => time.sleep(latency());
  store.put('AWSCURRENT', OLD, { createdAt: time.now() - 2 * DAY, secretString: secretOf(OLD, kind) });
  return store;
}

function schedule({ stagedAt, currentAt, malformed }: Plan, time: VirtualTime, store: FakeStore, kind: Kind): void {
  const start = time.now();
  const at = async (offset: number, change: () => void) => {
    if (offset === Infinity) {
      return;
    }
    await time.sleep(offset);
    change();
  };
  const createdAt = start + stagedAt;
  void at(stagedAt, () => store.put('AWSPENDING', NEW, { createdAt, secretString: secretOf(NEW, kind) }));
  void at(currentAt, () => {
    store.put('AWSPREVIOUS', OLD, { createdAt: start - 2 * DAY, secretString: secretOf(OLD, kind) });
    store.put('AWSCURRENT', NEW, { createdAt, secretString: secretOf(NEW, kind) });
    store.remove('AWSPENDING');
  });
  if (malformed) {
    void at(malformed[0], () => store.put('AWSCURRENT', MALFORMED, { secretString: `SK${'0'.repeat(32)}` }));
    void at(malformed[1], () => store.put('AWSCURRENT', OLD, { createdAt: start - 2 * DAY, secretString: secretOf(OLD) }));
  }
}

/** Containers that start after the change know it only by the age of the version. */
async function newContainers(): Promise<Row> {
  const tally = new Tally();
  const [old, current] = [eventsSignedWith(OLD)[0], eventsSignedWith(NEW)[0]];
  const cases: ReadonlyArray<{ what: string; age: number; fault?: boolean; takesOld: boolean }> = [
    { what: 'inside the window', age: MINUTE, takesOld: true },
    { what: 'at the end of the window', age: PREVIOUS_WINDOW - SECOND, takesOld: true },
    { what: 'after the window', age: PREVIOUS_WINDOW, takesOld: false },
    { what: 'a day after', age: DAY, takesOld: false },
    { what: 'just after, the version staged long before its promotion', age: DAY, takesOld: false },
  ];
  for (const { what, age, takesOld } of cases) {
    const time = new VirtualTime();
    const store = new FakeStore(time);
    store.put('AWSPREVIOUS', OLD, { createdAt: 0, secretString: secretOf(OLD) });
    store.put('AWSCURRENT', NEW, { createdAt: time.now() - age, secretString: secretOf(NEW) });
    const keyRing = new KeyRing({ read: store.read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: time.now });
    await keyRing.load();
    const send = gateway({ keyRing, now: time.now });
    for (const [event, expected] of [[current, true], [old, takesOld], [current, true]] as const) {
      const accepted = isAccepted(await send(event));
      tally.count(`${event === old ? 'old' : 'new'} token ${accepted ? 'accepted' : 'rejected'}`);
      if (accepted !== expected) {
        tally.fail(() => `a container that starts ${what}: ${event === old ? 'old' : 'new'} token ${accepted ? 'accepted' : 'rejected'}`);
      }
    }
  }
  return tally.row('rotation, new containers: inside the window and after it, a version staged long before its promotion');
}

/**
 * A rotation may end with AWSPENDING on the version that is AWSCURRENT. When that one leaks and another is put in its
 * place by hand, AWSPENDING still names it: it is AWSPREVIOUS for as long as that counts, and nothing afterwards.
 */
async function leftOverPending(): Promise<Row> {
  const tally = new Tally();
  const cases: ReadonlyArray<{ age: number; takesLeaked: boolean }> = [
    { age: MINUTE, takesLeaked: true },
    { age: PREVIOUS_WINDOW - SECOND, takesLeaked: true },
    { age: PREVIOUS_WINDOW + TIME_TO_LIVE, takesLeaked: false }, // at most a time to live later a warm container knows
    { age: DAY, takesLeaked: false },
    { age: 30 * DAY, takesLeaked: false },
  ];
  const signedWith = new Map([NEW, BY_HAND, NEXT].map((version) => [version, eventsSignedWith(version)[0]]));
  for (const { age, takesLeaked } of cases) {
    for (const container of ['warm', 'new']) {
      const time = new VirtualTime();
      const store = new FakeStore(time);
      const { read } = store;
      const keyRing = new KeyRing({ read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: time.now });
      const send = gateway({ keyRing, now: time.now });
      const examine = async (version: number, what: string, expected: boolean) => {
        const accepted = isAccepted(await send(signedWith.get(version)!));
        tally.count(`${what} token ${accepted ? 'accepted' : 'rejected'}`);
        if (accepted !== expected) {
          tally.fail(() => `${container} container, ${age / SECOND} s after it was replaced: ${what} token ${accepted ? 'accepted' : 'rejected'}`);
        }
      };
      const createdAt = time.now() - DAY;
      const secretString = secretOf(NEW);
      store.put('AWSCURRENT', NEW, { createdAt, secretString });
      store.put('AWSPENDING', NEW, { createdAt, secretString });
      if (container === 'warm') {
        await keyRing.load();
      }
      store.put('AWSPREVIOUS', NEW, { createdAt, secretString });
      store.put('AWSCURRENT', BY_HAND, { secretString: secretOf(BY_HAND) });
      if (container === 'warm') {
        await examine(BY_HAND, 'new', true); // from now on it knows
      }
      time.advance(age);
      await examine(BY_HAND, 'new', true);
      // For as long as forced reads back off, and with a key that is held, too.
      for (let i = 0; i < 20 && (!takesLeaked || i === 0); i++) {
        await examine(NEW, 'leaked', takesLeaked);
        time.advance(10 * SECOND);
      }
      time.advance(PREVIOUS_WINDOW);
      await examine(NEW, 'leaked', false);
      time.advance(MINUTE);
      store.put('AWSPENDING', NEXT, { secretString: secretOf(NEXT) });
      await examine(NEXT, 'next', true);
      await examine(NEW, 'leaked', false);
    }
  }
  return tally.row('a leaked token replaced by hand, AWSPENDING left on it: warm and new containers, a minute to 30 days later');
}

function eventsSignedWith(version: number, kind: Kind = 'auth token'): readonly HttpEvent[] {
  return Array.from({ length: 50 }, (_, i) => {
    const request = {
      url: 'https://sms.example.com/sms?a=1',
      form: messageForm({ Body: `Text ${i}`, MessageSid: `SM${i.toString(16).padStart(32, '0')}` }),
    };
    return httpApi(kind === 'SharedKey' ? signedWithSharedKey(request, sharedKeyOf(version)) : signed(request, tokenOf(version)));
  });
}

/** Each version is a SharedKey of its own, with an id of its own. */
function sharedKeyOf(version: number): SharedKey {
  const sharedKeyId = SHARED_KEY.sharedKeyId.replace(/.$/, String(version));
  return { ...SHARED_KEY, sharedKeyId, sharedKey: `made-up SharedKey number ${version}` };
}

function secretOf(version: number, kind: Kind = 'auth token'): string {
  const content = kind === 'SharedKey' ? sharedKeyOf(version) : { accountSid: ACCOUNT_SID, authToken: tokenOf(version) };
  return JSON.stringify(content);
}
