import { UserError } from '../../local/problems/user-error';

/** One line of `check`. */
export interface CheckResult {
  readonly name: string;
  /** `info`: neither right nor wrong, or skipped. */
  readonly kind: 'succeed' | 'fail' | 'info';
  /** The finding and, for a problem, the remedy. */
  readonly text: string;
}

/** A check that cannot be made is a result too: the others are still of use. */
export async function checkResultOf(
  name: string,
  look: () => Promise<CheckResult | readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof UserError) return [{ name, kind: 'fail', text: error.message }];
    throw error;
  }
}
