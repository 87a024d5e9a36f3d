import { setTimeout as pause } from 'node:timers/promises';
import type { InboundMessage, ReplyContext } from 'cdk-twilio-sms-gateway/runtime';

/** Takes as long as a language model, a batch or a person would: longer than Twilio waits. */
const THINKING_SECONDS = Number(process.env.THINKING_SECONDS);

export default async function reply({ body }: InboundMessage, { signal }: ReplyContext): Promise<string> {
  await pause(THINKING_SECONDS * 1000, undefined, { signal });
  return `I thought about "${body}" for ${THINKING_SECONDS} seconds, and have no objection.`;
}
