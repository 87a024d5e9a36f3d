import type { Attachment, ExchangeView, MessageView, Note, PhoneChannel } from '../../page-protocol/page-protocol';
import { countSegments } from '../../twilio/segments';
import { isAtWork, nameOf } from './contacts';
import { CHANNEL_NAMES, clock, count } from './format';
import { summarize, Tone } from './summary';

export interface Bubble {
  readonly side: 'sent' | 'reply';
  readonly body: string;
  readonly media: readonly Attachment[];
  /** Such as `forged` or `sent later`. */
  readonly tag?: string;
  /** Of a reply, such as `14:05:09 · 1 segment`. */
  readonly caption?: string;
}

/** What one request adds to the conversation. */
export interface Turn {
  readonly bubbles: readonly Bubble[];
  readonly isTyping: boolean;
  readonly tone: Tone;
  /** Such as `14:05:09 · 1 segment · Replied`. */
  readonly meta: string;
  /** What a screen reader says before that. */
  readonly label: string;
}

const ORIGINS = { phone: undefined, forged: 'forged', repeated: 'repeated', elsewhere: 'from elsewhere', tunnel: 'through the tunnel' } as const;

export function turnOf(exchange: ExchangeView): Turn {
  const { sent, replies, calls, from, time, segments, channel, origin, request, answer } = exchange;
  const { tone, title } = summarize(exchange);
  const tags = [channel === 'sms' ? undefined : CHANNEL_NAMES[channel], ORIGINS[origin]].filter((tag) => tag !== undefined);
  const body = from === '' && sent.body === '' ? `${request.method} ${request.path}` : sent.body;
  const bubbles: Bubble[] = [
    { side: 'sent', body, media: sent.media, tag: tags.join(' · ') || undefined },
    ...replies.map((reply) => replyBubble(reply, channel, time + (answer?.milliseconds ?? 0))),
    ...calls.flatMap((call) => call.message === undefined ? [] : [replyBubble(call.message, channel, call.time, 'sent later')]),
  ];
  const size = channel === 'sms' ? `${count(segments, 'segment')} · ` : '';
  return {
    bubbles,
    isTyping: isAtWork(exchange),
    tone,
    meta: `${clock(time)} · ${size}${title}`,
    label: `Details of the text from ${nameOf(from)}, `,
  };
}

/** An entry of the conversation, in the order of time. */
export type Entry = { readonly key: string; readonly time: number } & (
  | { readonly kind: 'turn'; readonly exchange: ExchangeView }
  | { readonly kind: 'note'; readonly note: Note });

/** The texts of one sender with one gateway, and what happened to the gateway in between. */
export function entriesOf(exchanges: Iterable<ExchangeView>, notes: readonly Note[], gateway: string, contact: string): Entry[] {
  const turns = [...exchanges].filter((exchange) => exchange.gateway === gateway && exchange.from === contact)
    .map((exchange): Entry => ({ kind: 'turn', key: exchange.id, time: exchange.time, exchange }));
  return [...turns, ...notes.map((note): Entry => ({ kind: 'note', key: `note-${note.id}`, time: note.time, note }))]
    .sort((a, b) => a.time - b.time);
}

/** A reply with media goes out as MMS, whatever the text came by. */
function replyBubble({ body, media }: MessageView, channel: PhoneChannel, time: number, tag?: string): Bubble {
  const size = channel === 'whatsapp' ? undefined : media.length > 0 ? CHANNEL_NAMES.mms : count(countSegments(body), 'segment');
  return { side: 'reply', body, media, tag, caption: [clock(time), size].filter((part) => part !== undefined).join(' · ') };
}
