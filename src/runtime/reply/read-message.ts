import { wrongReply } from './wrong-reply';
import { withoutForbiddenCharacters } from './xml-characters';
import { kindOf } from '../../shared/kind-of';
import type { ReplyMessage } from '../../shared/reply-contract';

/**
 * Twilio takes at most 10 media in one message. Source: Twilio, "21623: Number of media files exceeds allowed limit".
 */
export const MAX_MEDIA = 10;

/** An error lists at most this many fields of a wrong reply. */
const MAX_NAMES = 5;

/**
 * Reads one message of a reply. Characters that XML does not allow are removed: TwiML cannot hold them, and the
 * asynchronous mode sends the same, so that a handler works alike in both modes.
 *
 * @returns nothing for a message whose body is blank and that has no media
 * @throws TypeError if it is not a message; the error names the kind of what was returned, never the value
 */
export function readMessage(message: unknown): ReplyMessage | undefined {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw wrongReply(`A reply must be a string, a message, a list of messages or nothing, got ${kindOf(message)}`);
  }
  const fields = message as Readonly<Record<string, unknown>>;
  const written = textOf(fields, 'body');
  const body = written?.trim() === '' ? undefined : written;
  const media = mediaOf(fields);
  const read = {
    body,
    media,
    to: addressOf(fields, 'to'),
    from: addressOf(fields, 'from'),
    statusCallback: addressOf(fields, 'statusCallback'),
  };
  if (body !== undefined || (media !== undefined && media.length > 0)) {
    return read;
  }
  if (written === undefined) {
    const names = Object.keys(fields).slice(0, MAX_NAMES).join(', ') || 'nothing';
    throw wrongReply(`A reply message needs a body or media, but it has ${names}`, names);
  }
  return undefined;
}

function textOf(fields: Readonly<Record<string, unknown>>, name: keyof ReplyMessage): string | undefined {
  const { [name]: value } = fields;
  if (value !== undefined && typeof value !== 'string') {
    throw wrongReply(`${name} of a reply must be a string, got ${kindOf(value)}`);
  }
  return value === undefined ? undefined : withoutForbiddenCharacters(value);
}

function addressOf(fields: Readonly<Record<string, unknown>>, name: keyof ReplyMessage): string | undefined {
  const address = textOf(fields, name);
  if (address?.trim() === '') {
    throw wrongReply(`${name} of a reply must not be empty. Leave it out to use the default`);
  }
  return address;
}

function mediaOf({ media }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (media === undefined) {
    return undefined;
  }
  const urls = (Array.isArray(media) ? media : [media]).map((url) => (isUrl(url) ? withoutForbiddenCharacters(url) : ''));
  if (!urls.every(isUrl)) {
    throw wrongReply('media of a reply must be absolute http or https URLs');
  }
  if (urls.length > MAX_MEDIA) {
    throw wrongReply(`The reply has ${urls.length} media in one message: Twilio accepts at most ${MAX_MEDIA}`);
  }
  return urls;
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}
