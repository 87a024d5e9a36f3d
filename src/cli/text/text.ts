import { mediaType } from './media-type';
import { resolveTarget, TargetGatewayOptions, TextTarget } from './resolve-target';
import { UserError } from '../../local/problems/user-error';
import { readAnswer, DeliveryResult } from '../../local/twilio/deliver-message';
import { GATEWAY_NUMBER } from '../../local/twilio/local-twilio';
import { inboundParameters, WebhookRequest, webhookRequest } from '../../local/twilio/signed-message';
import { withoutFragment } from '../../runtime/twilio/inbound-settings';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, terminalPrompts } from '../terminal/prompts';
import { TaskList, taskList } from '../terminal/task-list';
import { reasonFor } from '../webhook/probe';
import { sendWebhook, WebhookAnswer } from '../webhook/send-webhook';

export interface TextOptions extends TargetGatewayOptions {
  readonly body: string;
  readonly from: string;
  readonly media: readonly string[];
  readonly channel: 'sms' | 'whatsapp';
  /** Added to the usual parameters, or in their place. */
  readonly param?: readonly (readonly [name: string, value: string])[];
  /** For machines. */
  readonly json?: boolean;
  /** Print the unparsed answer. */
  readonly raw?: boolean;
}

/** The command `text`: sends a signed message to a gateway, as Twilio would, and shows what its sender would get. */
export async function text(
  options: TextOptions,
  context: GuardedContext,
  prompts: Prompts = terminalPrompts(context.stop),
): Promise<void> {
  const tasks = taskList(context);
  const target = await resolveTarget(options, context, prompts, tasks);
  const answer = await tasks.start(`Sending to ${target.name}`, () => sendWebhook(requestFor(options, target)));
  if ('problem' in answer) throw new UserError(`The message got no answer: ${answer.problem}.`);
  const { replies, problem } = readAnswer(answer.status, answer.contentType, answer.text);
  if (options.json) {
    const { status, milliseconds } = answer;
    context.stdout.write(`${JSON.stringify({ status, milliseconds, replies, problem })}\n`);
  } else if (options.raw) {
    context.stdout.write(`HTTP ${answer.status}\ncontent-type: ${answer.contentType}\n\n${answer.text}\n`);
  } else {
    show(options.body, target, answer, { replies, problem }, tasks);
  }
  if (problem !== undefined) throw new ReportedFailure(problem);
}

function requestFor(
  { body, from, media, channel, param = [] }: TextOptions,
  { webhookUrl, signer }: TextTarget,
): WebhookRequest {
  const address = (number: string) => (channel === 'whatsapp' ? `whatsapp:${number}` : number);
  const parameters = inboundParameters({
    accountSid: signer.accountSid,
    from: address(from),
    to: address(GATEWAY_NUMBER),
    body,
    channel: channel === 'sms' && media.length > 0 ? 'mms' : channel,
    media: media.map((url) => ({ url, contentType: mediaType(url) })),
  });
  const all = { ...parameters, ...Object.fromEntries(param) };
  return webhookRequest(withoutFragment(webhookUrl), all, signer.key);
}

function show(
  body: string,
  { name }: TextTarget,
  { status, milliseconds }: WebhookAnswer,
  { replies, problem }: Pick<DeliveryResult, 'replies' | 'problem'>,
  tasks: TaskList,
): void {
  const { bold, dim, red } = tasks.style;
  tasks.print(...paragraph(`${dim('you')}      `, body));
  if (problem !== undefined) {
    return tasks.print(red(`✗ ${problem} ${status < 200 || status > 299 ? sentence(reasonFor(status)) : ''}`.trim()));
  }
  for (const { body: replyBody, media } of replies) {
    const lines = [replyBody, ...media].filter((line) => line !== '').join('\n');
    tasks.print(...paragraph(`${bold('gateway')}  `, lines));
  }
  tasks.print(dim(`${replies.length === 0 ? '(no reply) ' : ''}${name}, ${milliseconds} ms`));
}

function paragraph(label: string, lines: string): string[] {
  const [first, ...others] = lines.split('\n');
  return [label + first, ...others.map((line) => ' '.repeat(9) + line)];
}

function sentence(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}
