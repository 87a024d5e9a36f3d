import { UserError } from '../../local/problems/user-error';
import { Prompts, requireTerminal } from '../terminal/prompts';

/**
 * Asks whether to make the changes that were shown.
 *
 * @throws UserError if the user declines, UsageError if there is no terminal to ask on
 */
export async function confirmChanges(prompts: Prompts): Promise<void> {
  requireTerminal(prompts, 'No terminal to confirm on. Add --yes to change it, or --dry-run to only show the changes.');
  if (!await prompts.confirm('Change it?')) throw new UserError('Nothing was changed, because you answered no.');
}
