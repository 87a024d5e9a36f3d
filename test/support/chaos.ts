import { createHash } from 'node:crypto';
import { ACCOUNT_SID, NUMBER } from './messages';
import { FAULTS, type TwilioApiServer, type TwilioFault } from './twilio-api-server';
import { inboundMessage } from './worker';
import type { InboundMessage } from '../../src/shared/reply-contract';

/** A text of the test, and where in its sender's conversation it is. */
export interface ChaosText {
  readonly sender: string;
  readonly index: number;
  readonly message: InboundMessage;
}

/** What was found in the dead-letter queue. */
export interface DeadLetter {
  readonly body: string;
  readonly reason?: string;
}

/** 0 to 1, the same each time for the same words: what happens does not depend on which of two workers is faster. */
export function chance(...words: ReadonlyArray<string | number>): number {
  return createHash('sha256').update(words.join(' ')).digest().readUInt32BE() / 2 ** 32;
}

/** Texts of several senders, in the order in which they are sent: each sender's are numbered. */
export function chaosTexts(senders: number, each: number): readonly ChaosText[] {
  return Array.from({ length: senders * each }, (_, i) => {
    const [sender, index] = [`+1500555${String(1000 + (i % senders))}`, Math.floor(i / senders)];
    const messageSid = `SM${createHash('md5').update(`${sender} ${index}`).digest('hex')}`;
    return {
      sender,
      index,
      message: inboundMessage({
        From: sender,
        To: NUMBER,
        Body: `text ${index}`,
        MessageSid: messageSid,
        AccountSid: ACCOUNT_SID,
      }),
    };
  });
}

/** Twilio accepts most requests. One sender has opted out, one has an invalid number. */
export function misbehave(twilio: TwilioApiServer, seed: string, texts: readonly ChaosText[]): void {
  const requests = new Map<string, number>();
  twilio.faultFor = (form): TwilioFault | undefined => {
    const [to, body] = [form.get('To') ?? '', form.get('Body') ?? ''];
    if (to === texts[0].sender) return FAULTS.unsubscribed;
    if (to === texts[1].sender) return FAULTS.invalidNumber;
    const text = `${to} ${body}`;
    requests.set(text, (requests.get(text) ?? 0) + 1);
    const dice = chance(seed, 'twilio', text, requests.get(text)!);
    const faults: ReadonlyArray<readonly [number, TwilioFault]> = [
      [0.08, FAULTS.tooMany], [0.02, FAULTS.queueFull], [0.05, FAULTS.internal], [0.05, FAULTS.unavailable],
      [0.03, 'hangsUp'], [0.02, 'acceptedButHangsUp'],
    ];
    let sum = 0;
    return faults.find(([share]) => (sum += share) > dice)?.[1];
  };
}

/** What must hold at the end, and the figures to print. */
export function judge(texts: readonly ChaosText[], twilio: TwilioApiServer, deadLetters: readonly DeadLetter[]) {
  const sids = new Map(deadLetters.map(({ body, reason }) => [
    (JSON.parse(body) as InboundMessage).messageSid,
    reason,
  ]));
  const reasons = [...new Set(sids.values())];
  const answers = (text: ChaosText) => twilio.bodiesTo(text.sender).filter((body) => body === text.message.body).length;
  const outOfOrder = [...new Set(texts.map(({ sender }) => sender))].filter((sender) => {
    const order = twilio.bodiesTo(sender).map((body) => Number(body.replace('text ', '')));
    return order.some((index, i) => i > 0 && index < order[i - 1]);
  });
  return {
    lost: texts.filter((text) => answers(text) === 0 && !sids.has(text.message.messageSid)).length,
    outOfOrder,
    answered: texts.filter((text) => answers(text) > 0).length,
    repeats: texts.reduce((sum, text) => sum + Math.max(0, answers(text) - 1), 0),
    reasons: Object.fromEntries(reasons.map((reason) => [
      String(reason),
      [...sids.values()].filter((each) => each === reason).length,
    ])),
    withoutReason: [...sids.values()].filter((reason) => reason === undefined).length,
  };
}
