import { UserError } from '../../local/problems/user-error';
import { InboundTarget, describeSettings, pointsTo, whoAnswers } from '../../runtime/twilio/inbound-settings';
import { Prompts, requireTerminal } from '../terminal/prompts';

export interface TargetOptions {
  /** Such as +15551234567. */
  readonly number?: string;
  /** SID. */
  readonly messagingService?: string;
}

/** The number or Messaging Service to connect: the one that is named, the one that is connected already, the only one, or one that is chosen. */
export async function chooseTarget(
  targets: readonly InboundTarget[],
  options: TargetOptions,
  webhookUrl: string,
  prompts: Prompts,
): Promise<InboundTarget> {
  if (options.number !== undefined || options.messagingService !== undefined) return checked(findTarget(targets, options));
  const possible = targets.filter((target) => whoAnswers(target) !== 'service');
  if (possible.length === 0) throw new UserError('The Twilio account has no number that takes texts. Get one in the Twilio Console (Phone Numbers > Buy a number), then run this again.');
  const connected = possible.filter((target) => pointsTo(target, webhookUrl));
  if (connected.length === 1) return connected[0];
  if (possible.length === 1) return possible[0];
  requireTerminal(prompts, `Which one? Add one of: ${possible.map(asOption).join(', ')}.`);
  return prompts.choose('Which one is to be answered by the gateway?', targets.map((target) => ({
    name: `${target.name}  ${describeSettings(target)}`,
    value: target,
    disabled: whoAnswers(target) === 'service' ? 'choose the service' : undefined,
  })));
}

/** @throws UserError where the account does not have it */
export function findTarget(targets: readonly InboundTarget[], { number, messagingService }: TargetOptions): InboundTarget {
  const wanted = messagingService ?? number?.replace(/[\s().-]/g, '');
  const found = targets.find(({ kind, name, sid }) => kind === 'service' ? sid === messagingService : [name, sid].includes(wanted!) && messagingService === undefined);
  if (found !== undefined) return found;
  const kind = messagingService === undefined ? 'number' : 'service';
  const there = targets.filter((target) => target.kind === kind).map((target) => kind === 'number' ? target.name : `${target.sid} (${target.name})`);
  throw new UserError(`The Twilio account has no ${kind === 'number' ? 'number' : 'Messaging Service'} ${wanted} that takes texts. `
    + (there.length > 0 ? `It has: ${there.join(', ')}.` : 'It has none at all: is it the account, or subaccount, that owns the number?'));
}

function checked(target: InboundTarget): InboundTarget {
  if (whoAnswers(target) === 'service') {
    const { sid, name } = target.service!;
    throw new UserError(`${target.name} is in the Messaging Service ${name}, which is called for its texts: its own webhook has no effect. Connect the service: --messaging-service ${sid}`);
  }
  return target;
}

function asOption({ kind, sid, name }: InboundTarget): string {
  return kind === 'number' ? `--number ${name}` : `--messaging-service ${sid} (${name})`;
}
