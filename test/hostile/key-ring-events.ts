import { gateway, isAccepted, isRejected, type Send } from './gateway';
import { number, type Row, type Suite, Tally } from './suite';
import { KeyRing, PREVIOUS_WINDOW } from '../../src/runtime/auth-token/key-ring';
import { AUTH_TOKEN_FORMAT, SHARED_KEY_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { type HttpEvent, httpApi, signed } from '../support/events';
import { FakeClock, FakeStore, tokenOf } from '../support/fake-store';
import { ACCOUNT_SID, messageForm, SECRET_ARN } from '../support/messages';
import { SHARED_KEY, signedWithSharedKey } from '../support/shared-key';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const KINDS = ['auth token', 'SharedKey'] as const;
type Kind = (typeof KINDS)[number];

/** A container whose secret is put by hand, without AWSPENDING. Its clock may be set; real time goes on. */
class Container {
  readonly clock = new FakeClock();
  readonly store = new FakeStore(this.clock);

  private readonly send: Send;

  constructor(readonly kind: Kind) {
    const options = { read: this.store.read, secretArn: SECRET_ARN, now: this.clock.now };
    const rings = kind === 'SharedKey'
      ? { keyRing: null, sharedKeyRing: new KeyRing({ ...options, format: SHARED_KEY_FORMAT }) }
      : { keyRing: new KeyRing({ ...options, format: AUTH_TOKEN_FORMAT }) };
    this.send = gateway({ ...rings, now: this.clock.now });
    this.store.put('AWSCURRENT', 1, { createdAt: this.clock.now() - DAY, secretString: this.secretOf(1) });
  }

  /** Stores the next version at `createdAt`, by the clock of Secrets Manager. */
  rotate(createdAt = this.clock.now()): void {
    this.store.put('AWSPREVIOUS', 1, { createdAt: createdAt - DAY, secretString: this.secretOf(1) });
    this.store.put('AWSCURRENT', 2, { createdAt, secretString: this.secretOf(2) });
  }

  async accepts(version: number): Promise<boolean> {
    const verdict = await this.send(this.eventSignedWith(version));
    if (!isAccepted(verdict) && !isRejected(verdict)) {
      throw new Error(`${verdict.status} ${verdict.entry.detail}`);
    }
    return isAccepted(verdict);
  }

  /** Version 9 is nobody's. */
  private eventSignedWith(version: number): HttpEvent {
    const request = { url: 'https://sms.example.com/sms', form: messageForm(), receivedAt: this.clock.now() };
    return httpApi(this.kind === 'SharedKey' ? signedWithSharedKey(request, sharedKeyOf(version)) : signed(request, tokenOf(version)));
  }

  private secretOf(version: number): string {
    return JSON.stringify(this.kind === 'SharedKey' ? sharedKeyOf(version) : { accountSid: ACCOUNT_SID, authToken: tokenOf(version) });
  }
}

function sharedKeyOf(version: number) {
  const sharedKeyId = SHARED_KEY.sharedKeyId.replace(/.$/, String(version));
  return { ...SHARED_KEY, sharedKeyId, sharedKey: `made-up SharedKey number ${version}` };
}

export const keyRingEvents: Suite = async () => [await sparseForgeries(), await clockSteps()];

/** Forged messages, then a rotation that nobody staged, then genuine messages. */
async function sparseForgeries(): Promise<Row> {
  const tally = new Tally();
  for (const kind of KINDS) {
    for (const forged of [1, 2, 3]) {
      for (const every of [0, SECOND, 10 * SECOND]) {
        for (const pause of [0, 1, 100, SECOND, 5 * SECOND, 30 * SECOND, MINUTE]) {
          const container = new Container(kind);
          const examine = async (version: number, expected: boolean, what: string) => {
            const accepted = await container.accepts(version);
            tally.count(`${what} ${accepted ? 'accepted' : 'rejected'}`);
            if (accepted !== expected) {
              tally.fail(() => `${kind}, ${forged} forged, ${every} ms apart, rotated ${pause} ms later: ${what} ${accepted ? 'accepted' : 'rejected'}`);
            }
          };
          await examine(1, true, 'genuine');
          for (let i = 0; i < forged; i++) {
            await examine(9, false, 'forged');
            container.clock.advance(every);
          }
          container.clock.advance(pause);
          container.rotate();
          for (let i = 0; i < 5; i++) {
            await examine(2, true, 'genuine');
            container.clock.advance(200);
          }
        }
      }
    }
  }
  return tally.row(
    'one to three forged messages, then a rotation without AWSPENDING, then genuine messages',
    `${number(tally.of('genuine rejected'))} genuine rejected (${tally.summary})`,
  );
}

/** The wall clock of a container is set, at rest and around a rotation. Windows are measured in real time. */
async function clockSteps(): Promise<Row> {
  const tally = new Tally();
  for (const kind of KINDS) {
    for (const step of [-HOUR, -DAY, DAY]) {
      for (const stepAt of [2, 7, 12, 20, 70].map((minutes) => minutes * MINUTE)) {
        await stepping(kind, step, stepAt, tally);
      }
    }
  }
  return tally.row(
    'wall clock set by -1 h, -1 d and +1 d, at rest and around a rotation: at most two reads of AWSCURRENT for a message',
    `${number(tally.of('genuine rejected'))} genuine rejected, ${number(tally.of('stale accepted after the window'))} stale accepted after the window (${tally.summary})`,
  );
}

/** A message each 10 s for 90 minutes of real time. The secret rotates after ten of them. */
async function stepping(kind: Kind, step: number, stepAt: number, tally: Tally): Promise<void> {
  const container = new Container(kind);
  const rotatedAt = 10 * MINUTE + SECOND;
  let setBy = 0;
  let sawNewAt = Infinity;
  const real = () => container.clock.now() - setBy - start;
  const start = container.clock.now();
  const fail = (what: string) => tally.fail(() => `${kind}, clock set by ${step / HOUR} h after ${stepAt / MINUTE} min: ${what} at ${real() / SECOND} s`);
  let isRotated = false;
  while (real() < 90 * MINUTE) {
    if (setBy === 0 && real() >= stepAt) {
      container.clock.advance(step);
      setBy = step;
    }
    if (!isRotated && real() >= rotatedAt) {
      container.rotate(start + real());
      isRotated = true;
    }
    container.store.takeReads();
    const accepted = await container.accepts(isRotated ? 2 : 1);
    tally.count(accepted ? 'genuine accepted' : 'genuine rejected');
    if (!accepted || container.store.takeReads().filter((stage) => stage === 'AWSCURRENT').length > 2) fail('genuine rejected, or read again and again');
    if (isRotated) {
      sawNewAt = Math.min(sawNewAt, real());
      const isInWindow = real() < sawNewAt + PREVIOUS_WINDOW;
      const staleAccepted = real() % MINUTE === 0 && await container.accepts(1);
      if (real() % MINUTE === 0) tally.count(staleAccepted ? isInWindow ? 'stale accepted in the window' : 'stale accepted after the window' : 'stale rejected');
      if (staleAccepted && !isInWindow) fail('stale accepted');
    }
    container.clock.advance(10 * SECOND);
  }
}
