import { gateway, isAccepted, type Send } from './gateway';
import { number, type Suite, Tally } from './suite';
import { VirtualTime } from './virtual-time';
import { KeyRing, LAST_GOOD } from '../../src/runtime/auth-token/key-ring';
import { secretReader } from '../../src/runtime/auth-token/read-secret';
import { AUTH_TOKEN_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { type HttpEvent, httpApi, signed } from '../support/events';
import { FakeStore, named } from '../support/fake-store';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, OTHER_AUTH_TOKEN, SECRET_ARN } from '../support/messages';
import { type Fault, SecretsManagerServer } from '../support/secrets-manager-server';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The eight faults, as the AWS SDK reports them. */
const FAULTS: Readonly<Record<string, (store: FakeStore, time: VirtualTime) => void>> = {
  'throttled': (store) => { store.fault = named('ThrottlingException', 'Rate exceeded'); },
  '5xx': (store) => { store.fault = named('InternalServiceError'); },
  'time-out': (store) => { store.fault = named('TimeoutError'); },
  'DNS': (store) => { store.fault = Object.assign(named('Error', 'getaddrinfo ENOTFOUND secretsmanager'), { code: 'ENOTFOUND' }); },
  'denied': (store) => { store.fault = named('AccessDeniedException', 'is not authorized to perform: secretsmanager:GetSecretValue'); },
  'deleted': (store) => { store.fault = named('InvalidRequestException', 'marked for deletion'); },
  'denied by KMS': (store) => { store.fault = named('AccessDeniedException', 'Access to KMS is not allowed'); },
  'slow by 10 s': (store, time) => { store.gate = () => time.sleep(10 * SECOND); },
};

/** Each fault at a cold start and in a warm container, in virtual time. */
export const faults: Suite = async () => {
  const cold = new Tally();
  const warm = new Tally();
  for (const [fault, arrange] of Object.entries(FAULTS)) {
    await coldStart(fault, arrange, cold);
    await warmContainer(fault, arrange, warm);
  }
  return [
    cold.row('eight faults of the store, cold: 503 within 3 s of the start, recovers in 5 s'),
    warm.row(`eight faults of the store, warm: served for ${LAST_GOOD / MINUTE} min after the last read, recovers in 5 s`),
  ];
};

/** Each fault at a cold start with the AWS SDK and a server on loopback, in real time. */
export const realFaults: Suite = async () => {
  const tally = new Tally();
  const server = await SecretsManagerServer.start(SECRET_ARN, 'secret');
  server.put(JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }));
  const environment = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' });
  let slowest = 0;
  try {
    const cases: ReadonlyArray<readonly [name: string, fault: Fault | undefined, endpoint?: string]> = [
      ['throttled', 'throttled'], ['5xx', 'internal'], ['time-out', 'hangs'], ['DNS', undefined, 'http://secretsmanager.invalid'], ['denied', 'denied'],
      ['deleted', 'deleted'], ['denied by KMS', 'deniedByKms'], ['stalls in the middle of the answer', 'stalls'],
    ];
    for (const [name, fault, endpoint = server.url] of cases) {
      process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = endpoint;
      server.fault = fault;
      const started = Date.now();
      const read = secretReader(SECRET_ARN);
      const keyRing = new KeyRing({ read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: Date.now });
      await keyRing.load();
      const send = gateway({ keyRing, now: Date.now });
      const { status, body } = await send(genuine());
      const took = Date.now() - started;
      slowest = Math.max(slowest, took);
      tally.count(String(status));
      if (status !== 503 || body !== '' || took > 3 * SECOND) {
        tally.fail(() => `${name}: ${status} after ${took} ms`);
      }
    }
  } finally {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_ENDPOINT_URL_SECRETS_MANAGER']) {
      if (environment[name] === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = environment[name];
      }
    }
    await server.close();
  }
  return [tally.row('eight faults, cold, with the AWS SDK in real time: 503 within 3 s of the start', `${tally.summary}, the slowest after ${number(slowest)} ms`)];
};

async function coldStart(
  fault: string,
  arrange: (store: FakeStore, time: VirtualTime) => void,
  tally: Tally,
): Promise<void> {
  const { time, store, keyRing, send } = container();
  arrange(store, time);
  const started = time.now();
  const run = async () => {
    await keyRing.load();
    await examine(send, 503, `${fault}, cold`, tally);
    if (time.now() - started > 3 * SECOND) {
      tally.fail(() => `${fault}, cold: answered after ${time.now() - started} ms`);
    }
    mend(store);
    await time.sleep(5 * SECOND);
    await examine(send, 200, `${fault}, cold, mended`, tally);
  };
  const running = run();
  await time.run();
  await running;
}

async function warmContainer(
  fault: string,
  arrange: (store: FakeStore, time: VirtualTime) => void,
  tally: Tally,
): Promise<void> {
  const { time, store, keyRing, send } = container();
  const run = async () => {
    await keyRing.load();
    const read = time.now();
    arrange(store, time);
    // A check may wait for two tries of a second: the last one that must succeed begins so much earlier.
    while (time.now() - read < LAST_GOOD - 10 * SECOND) {
      const began = time.now();
      await examine(send, 200, `${fault}, warm, ${(began - read) / SECOND} s after the last read`, tally);
      await time.sleep(15 * SECOND);
    }
    await time.sleep(read + LAST_GOOD + SECOND - time.now());
    await examine(send, 503, `${fault}, warm, past the bounded time`, tally);
    mend(store);
    await time.sleep(5 * SECOND);
    await examine(send, 200, `${fault}, warm, mended`, tally);
  };
  const running = run();
  await time.run();
  await running;
}

/**
 * A genuine request gets what is expected, within 2.5 s; what is forged, or signed with no key at all, is never
 * accepted.
 */
async function examine(send: Send, expected: number, what: string, tally: Tally): Promise<void> {
  const verdict = await send(genuine());
  tally.count(`genuine ${verdict.status}`);
  if (verdict.status !== expected || isAccepted(verdict) !== (expected === 200)) {
    tally.fail(() => `${what}: ${verdict.status} instead of ${expected}: ${verdict.entry.detail}`);
  }
  for (const token of [OTHER_AUTH_TOKEN, '']) {
    const forged = await send(genuine(token));
    tally.count(`forged ${forged.status}`);
    if (forged.status !== (expected === 200 ? 403 : 503) || forged.body !== '' || forged.message) {
      tally.fail(() => `${what}: forged, ${forged.status}`);
    }
  }
}

function container() {
  const time = new VirtualTime();
  const store = new FakeStore(time);
  store.put('AWSCURRENT', 1, { createdAt: 0, secretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN }) });
  const read: typeof store.read = (stage, timeoutMs) => Promise.race([
    store.read(stage, timeoutMs),
    time.sleep(timeoutMs).then(() => Promise.reject(named('TimeoutError'))),
  ]);
  const keyRing = new KeyRing({ read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: time.now });
  return { time, store, keyRing, send: gateway({ keyRing, now: time.now }) };
}

function mend(store: FakeStore): void {
  store.fault = undefined;
  store.gate = undefined;
}

function genuine(token = AUTH_TOKEN): HttpEvent {
  return httpApi(signed({ url: 'https://sms.example.com/sms', form: messageForm() }, token));
}
