import { UserError } from '../../local/problems/user-error';

/** One line of `check`. */
export interface CheckResult {
  readonly name: string;
  /** `info`: neither right nor wrong, or skipped. */
  readonly kind: 'succeed' | 'fail' | 'info';
  /** The finding and, for a problem, the remedy. */
  readonly text: string;
  /** Names of the earlier checks whose failure explains this one. */
  readonly causes?: readonly string[];
}

export type Look = () => Promise<CheckResult | readonly CheckResult[]>;

/**
 * A check that cannot be made is a result too: the others are still of use.
 *
 * @param causes names of the earlier checks whose failure explains it
 */
export async function checkResultOf(
  name: string,
  look: Look,
  causes: readonly string[] = [],
): Promise<readonly CheckResult[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof UserError) return [{ name, kind: 'fail', text: error.message, causes }];
    throw error;
  }
}

/** Counts problems by their causes: what follows from another problem needs no work of its own. */
export class Problems {
  private readonly failed = new Set<string>();
  private found = 0;

  public get count(): number {
    return this.found;
  }

  /** Returns the result as it is shown: a consequence is told as one. */
  public add(result: CheckResult): CheckResult {
    if (result.kind !== 'fail') return result;
    const cause = result.causes?.find((name) => this.failed.has(name));
    this.failed.add(result.name);
    if (cause !== undefined) {
      return { ...result, kind: 'info', text: `${result.text}\nThis follows from the problem with: ${cause}.` };
    }
    this.found++;
    return result;
  }
}
