import type { Stored, TokenKey } from './key';
import type { KeyRing } from './key-ring';

/** The part of a key ring that loads and checks. */
export type Ring = Pick<KeyRing<TokenKey>, 'load' | 'keys' | 'keysAfterFailedCheck' | 'refreshEarly'>;

/**
 * Makes one key ring of several, each for a secret of its own. A request is genuine if a key of any of them signed it.
 *
 * @param rings the first explains why there is no key at all
 * @returns `undefined` for no rings
 */
export function joinRings(rings: readonly Ring[]): Ring | undefined {
  return rings.length > 1 ? new JoinedRings(rings) : rings[0];
}

class JoinedRings implements Ring {
  constructor(private readonly rings: readonly Ring[]) {}

  async load(): Promise<void> {
    await Promise.all(this.rings.map(async (ring) => ring.load()));
  }

  async refreshEarly(): Promise<void> {
    await Promise.all(this.rings.map(async (ring) => ring.refreshEarly()));
  }

  /** @throws Rejection 503 of the first ring if no ring has a key */
  async keys(): Promise<ReadonlyArray<Stored<TokenKey>>> {
    const results = await Promise.allSettled(this.rings.map(async (ring) => ring.keys()));
    const failed = results.filter((result) => result.status === 'rejected');
    if (failed.length === results.length) throw failed[0].reason;
    return results.flatMap((result) => result.status === 'fulfilled' ? result.value : []);
  }

  /**
   * @throws Rejection 503 of a ring without a key, unless another ring has found a new one: the request may be genuine,
   * and nobody can tell
   */
  async keysAfterFailedCheck(): Promise<ReadonlyArray<Stored<TokenKey>>> {
    const before = new Set((await this.keys()).map(({ versionId }) => versionId));
    const found = await Promise.all(this.rings.map(async (ring) => ring.keysAfterFailedCheck()));
    const hasNewKey = found.flat().some(({ versionId }) => !before.has(versionId));
    const empty = hasNewKey ? undefined : this.rings.find((_, i) => found[i].length === 0);
    return [...found.flat(), ...await empty?.keys() ?? []];
  }
}
