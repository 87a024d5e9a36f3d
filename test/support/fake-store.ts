import type { ReadSecret, SecretVersion, VersionStage } from '../../src/runtime/auth-token/read-secret';

/** A clock that stands still until it is moved. */
export class FakeClock {
  time = 1_700_000_000_000;

  readonly now = () => this.time;

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

/** The token of version n: made up, 32 hexadecimal digits. */
export const tokenOf = (version: number) => version.toString(16).padStart(32, '0');

/** A secret with its stages and a latency of the test's. */
export class FakeStore {
  readonly reads: VersionStage[] = [];
  /** Rejects reads with this. */
  fault?: Error;
  /** How long a read takes on the clock. A read never takes longer than its time-out. */
  latency = 0;
  /** Reads wait for what this returns. */
  gate?: () => Promise<unknown>;
  /** Reads that have begun and not ended, by stage, at their most. */
  mostAtOnce: Partial<Record<VersionStage, number>> = {};

  readonly read: ReadSecret;

  private readonly versions = new Map<VersionStage, SecretVersion>();
  private readonly inFlight = new Map<VersionStage, number>();

  constructor(private readonly clock: FakeClock) {
    this.read = (stage, timeoutMs) => this.readVersion(stage, timeoutMs);
  }

  /** Gives a stage to version n, which was made now or at `createdAt`. */
  put(stage: VersionStage, version: number, content: { secretString?: string; createdAt?: number } = {}): void {
    const { secretString = tokenOf(version), createdAt = this.clock.now() } = content;
    this.versions.set(stage, { versionId: `v${version}`, secretString, createdAt });
  }

  remove(stage: VersionStage): void {
    this.versions.delete(stage);
  }

  /** What Secrets Manager does when a new version becomes the current one. */
  rotate(from: number, to: number): void {
    this.put('AWSPREVIOUS', from, { createdAt: 0 });
    this.put('AWSCURRENT', to);
    this.remove('AWSPENDING');
  }

  /** The reads since the last call. */
  takeReads(): readonly VersionStage[] {
    return this.reads.splice(0);
  }

  private async readVersion(...[stage, timeoutMs]: Parameters<ReadSecret>): Promise<SecretVersion> {
    this.reads.push(stage);
    this.inFlight.set(stage, (this.inFlight.get(stage) ?? 0) + 1);
    this.mostAtOnce[stage] = Math.max(this.mostAtOnce[stage] ?? 0, this.inFlight.get(stage)!);
    const { fault } = this;
    const version = this.versions.get(stage);
    try {
      await this.gate?.();
      this.clock.advance(Math.min(this.latency, timeoutMs));
      if (this.latency > timeoutMs) {
        throw named('TimeoutError');
      }
      if (fault) {
        throw fault;
      }
      if (!version) {
        throw named('ResourceNotFoundException');
      }
      return version;
    } finally {
      this.inFlight.set(stage, this.inFlight.get(stage)! - 1);
    }
  }
}

export function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}
