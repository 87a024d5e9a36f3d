import type { Attachment, ExchangeView, MessageView, Note, PhoneChannel } from '../../page-protocol/page-protocol';
import { countSegments } from '../../twilio/segments';
import { isAtWork, nameOf } from './contacts';
import { CHANNEL_NAMES, clock, count } from './format';
import { summarize, Tone } from './summary';

export interface Bubble {
  readonly side: 'sent' | 'reply';
  readonly body: string;
  readonly media: readonly Attachment[];
  /** For example `forged` or `sent later`. */
  readonly tag?: string;
  /** The line below a reply, such as `14:05:09 · 1 segment`. */
  readonly caption?: string;
}

/** The part of the conversation that belongs to one request. */
export interface Turn {
  readonly bubbles: readonly Bubble[];
  readonly isTyping: boolean;
  readonly tone: Tone;
  /** For example `14:05:09 · 1 segment · Replied`. */
  readonly meta: string;
  /** Read by a screen reader before `meta`. */
  readonly label: string;
}

const ORIGINS = {
  phone: undefined,
  forged: 'forged',
  repeated: 'repeated',
  elsewhere: 'from another program',
  tunnel: 'through the tunnel',
} as const;

export function turnOf(exchange: ExchangeView): Turn {
  const { sent, replies, calls, from, time, segments, channel, origin, request, answer } = exchange;
  const { tone, title } = summarize(exchange);
  const tags = [channel === 'sms' ? undefined : CHANNEL_NAMES[channel], ORIGINS[origin]]
    .filter((tag) => tag !== undefined);
  const body = from === '' && sent.body === '' ? `${request.method} ${request.path}` : sent.body;
  const bubbles: Bubble[] = [
    { side: 'sent', body, media: sent.media, tag: tags.join(' · ') || undefined },
    ...replies.map((reply) => replyBubble(reply, channel, time + (answer?.milliseconds ?? 0))),
    ...calls.flatMap(({ message, time: sentAt }) =>
      message === undefined ? [] : [replyBubble(message, channel, sentAt, 'sent later')]),
  ];
  const size = channel === 'sms' ? `${count(segments, 'segment')} · ` : '';
  return {
    bubbles,
    isTyping: isAtWork(exchange),
    tone,
    meta: `${clock(time)} · ${size}${title}`,
    label: `Details of the message from ${nameOf(from)}, `,
  };
}

/** An entry of the conversation. */
export type Entry = { readonly key: string; readonly time: number } & (
  | { readonly kind: 'turn'; readonly exchange: ExchangeView }
  | { readonly kind: 'note'; readonly note: Note });

/** The messages between one sender and one gateway, and the notes in between, in the order of time. */
export function entriesOf(
  exchanges: Iterable<ExchangeView>,
  notes: readonly Note[],
  gateway: string,
  contact: string,
): Entry[] {
  const turns = [...exchanges]
    .filter((exchange) => exchange.gateway === gateway && exchange.from === contact)
    .map((exchange): Entry => ({ kind: 'turn', key: exchange.id, time: exchange.time, exchange }));
  return [...turns, ...notes.map((note): Entry => ({ kind: 'note', key: `note-${note.id}`, time: note.time, note }))]
    .sort((a, b) => a.time - b.time);
}

/** A reply with media is an MMS, even to an SMS. */
function replyBubble({ body, media }: MessageView, channel: PhoneChannel, time: number, tag?: string): Bubble {
  const smsSize = media.length > 0 ? CHANNEL_NAMES.mms : count(countSegments(body), 'segment');
  const isRich = channel === 'whatsapp' || channel === 'rcs';
  const caption = [clock(time), !isRich && smsSize, '✓ Sent'].filter(Boolean).join(' · ');
  return { side: 'reply', body, media, tag, caption };
}
