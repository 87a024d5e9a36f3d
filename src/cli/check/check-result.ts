import { UserError } from '../../local/problems/user-error';

/** One line of `check`. */
export interface CheckResult {
  readonly name: string;
  /** `info`: neither right nor wrong, or not looked at. */
  readonly kind: 'succeed' | 'fail' | 'info';
  /** What is right, or what to do. */
  readonly text: string;
}

/** What cannot be looked at is a result too: the other lines are still of use. */
export async function checkResultOf(name: string, look: () => Promise<CheckResult | readonly CheckResult[]>): Promise<readonly CheckResult[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof UserError) return [{ name, kind: 'fail', text: error.message }];
    throw error;
  }
}
