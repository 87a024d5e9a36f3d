import { UserError } from '../../local/problems/user-error';
import { describeSettings, InboundTarget, pointsTo, whoAnswers } from '../../runtime/twilio/inbound-settings';
import { Prompts, requireTerminal } from '../terminal/prompts';

export interface TargetOptions {
  /** A number, such as +15551234567. */
  readonly number?: string;
  /** SID of a Messaging Service. */
  readonly messagingService?: string;
}

/**
 * Chooses the number or Messaging Service to connect: the one of the options, the one that is connected already, the
 * only one, or one that the user picks.
 */
export async function chooseTarget(
  targets: readonly InboundTarget[],
  options: TargetOptions,
  webhookUrl: string,
  prompts: Prompts,
): Promise<InboundTarget> {
  if (options.number !== undefined || options.messagingService !== undefined) {
    return withOwnWebhook(findTarget(targets, options));
  }
  const possible = targets.filter((target) => whoAnswers(target) !== 'service');
  if (possible.length === 0) {
    throw new UserError('The Twilio account has no number that receives messages. '
      + 'Get one in the Twilio Console (Phone Numbers > Buy a number), then run this again.');
  }
  const connected = possible.filter((target) => pointsTo(target, webhookUrl));
  if (connected.length === 1) return connected[0];
  if (possible.length === 1) return possible[0];
  requireTerminal(prompts, `Several targets are possible. Add one of: ${possible.map(asOption).join(', ')}.`);
  return prompts.choose('Which one should the gateway answer?', targets.map((target) => ({
    name: `${target.name}  ${describeSettings(target)}`,
    value: target,
    disabled: whoAnswers(target) === 'service' ? 'choose the service' : undefined,
  })));
}

/**
 * Finds the number or Messaging Service of the options.
 *
 * @throws UserError if the account does not have it
 */
export function findTarget(
  targets: readonly InboundTarget[],
  { number, messagingService }: TargetOptions,
): InboundTarget {
  const wanted = messagingService ?? number?.replace(/[\s().-]/g, '');
  const wantedKind = messagingService === undefined ? 'number' : 'service';
  const candidates = targets.filter(({ kind }) => kind === wantedKind);
  const found = candidates.find(({ name, sid }) => sid === wanted || (wantedKind === 'number' && name === wanted));
  if (found !== undefined) return found;
  const what = wantedKind === 'number' ? `number ${wanted} that receives messages` : `Messaging Service ${wanted}`;
  const present = candidates.map(({ name, sid }) => wantedKind === 'number' ? name : `${sid} (${name})`).join(', ');
  throw new UserError(`The Twilio account has no ${what}. ${present === ''
    ? `The account has no ${wantedKind === 'number' ? 'numbers that receive messages' : 'Messaging Services'} at all. `
      + 'Check whether it is the account, or subaccount, that owns the number.'
    : `It has: ${present}.`}`);
}

function withOwnWebhook(target: InboundTarget): InboundTarget {
  if (whoAnswers(target) === 'service') {
    const { sid, name } = target.service!;
    throw new UserError(
      `${target.name} is in the Messaging Service ${name}, which Twilio calls instead of the number's own webhook. `
        + `Connect the service: --messaging-service ${sid}`,
    );
  }
  return target;
}

function asOption({ kind, sid, name }: InboundTarget): string {
  return kind === 'number' ? `--number ${name}` : `--messaging-service ${sid} (${name})`;
}
