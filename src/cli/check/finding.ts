import { UserError } from '../../local/user-error';

/** One line of `check`. */
export interface Finding {
  readonly name: string;
  /** `note`: neither right nor wrong, or not looked at. */
  readonly kind: 'done' | 'failed' | 'note';
  /** What is right, or what to do. */
  readonly text: string;
}

/** What cannot be looked at is a finding too: the other lines are still of use. */
export async function findingOf(name: string, look: () => Promise<Finding | readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return [await look()].flat();
  } catch (error) {
    if (error instanceof UserError) return [{ name, kind: 'failed', text: error.message }];
    throw error;
  }
}
