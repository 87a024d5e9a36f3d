import { IncomingMessage } from 'node:http';
import { Order } from '../emulators/queues';
import { HttpApiResponse, rejection } from '../http-api/result-to-response';
import { MAX_ADDED_PARAMETERS, MAX_BODY_LENGTH, MAX_MEDIA_BYTES, PageRequests, Pair, PhoneChannel, Switches } from '../page-protocol/page-protocol';
import { UserError } from '../problems/user-error';
import { readBody } from '../server/read-body';

/** The actions of the page, one function for each path of `PageRequests`. */
export interface PageActions {
  /** @throws UserError if it cannot be signed as asked */
  sendMessage(text: PageRequests['/api/messages']): void;
  /** @throws UserError if the history has no such message */
  repeat(id: string): void;
  /** @throws UserError if the message does not wait for another attempt */
  hurry(id: string, order: Order): void;
  rotateToken(): void;
  restart(): void;
  setSwitches(switches: Partial<Switches>): void;
  /** @throws UserError if there is no such gateway */
  switchTo(gateway: string): void;
  clear(): void;
  undoClear(): void;
}

/** A phone number or a short code. */
const SENDER = /^\+?\d{3,15}$/;
const CONTENT_TYPE = /^[a-z]+\/[\w.+-]+$/;
/** The form of Twilio's names. */
const PARAMETER = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Twilio's limit. */
const MAX_ATTACHMENTS = 10;
/** Longer than any timeout of a webhook. */
const MAX_DELAY_MILLIS = 60_000;
/** Base64 makes attachments a third larger. */
const MAX_REQUEST_BYTES = MAX_MEDIA_BYTES * 1.5;

type Input = Readonly<Record<string, unknown>>;

/** Answers the page's requests. The caller has checked its access. */
export async function answerPageApi(
  request: IncomingMessage,
  path: string,
  actions: PageActions,
): Promise<HttpApiResponse> {
  if (request.method !== 'POST') return rejection(404, 'Not Found');
  const input = parse(await readBody(request, MAX_REQUEST_BYTES));
  try {
    const isKnown = act(path as keyof PageRequests, input, actions);
    return isKnown ? { status: 204, headers: {}, body: Buffer.alloc(0) } : rejection(404, 'Not Found');
  } catch (error) {
    if (error instanceof UserError) return rejection(400, error.message);
    throw error;
  }
}

/** Returns whether there is such a path. */
function act(path: keyof PageRequests, input: Input, actions: PageActions): boolean {
  switch (path) {
    case '/api/messages': actions.sendMessage(readMessage(input)); break;
    case '/api/repeat': actions.repeat(String(input.id)); break;
    case '/api/retry': actions.hurry(String(input.id), 'retry'); break;
    case '/api/give-up': actions.hurry(String(input.id), 'give up'); break;
    case '/api/rotate': actions.rotateToken(); break;
    case '/api/restart': actions.restart(); break;
    case '/api/switches': actions.setSwitches(readSwitches(input)); break;
    case '/api/gateway': actions.switchTo(String(input.gateway)); break;
    case '/api/clear': actions.clear(); break;
    case '/api/undo-clear': actions.undoClear(); break;
    default: return false;
  }
  return true;
}

function readMessage({ from, channel, body, media, parameters, isForged, usesSharedKey }: Input): PageRequests['/api/messages'] {
  if (typeof from !== 'string' || !SENDER.test(from)) {
    throw new UserError('The sender is not a phone number. Expected a number such as +12025550123.');
  }
  if (!isChannel(channel)) throw new UserError('The channel is unknown. Expected sms, mms, whatsapp or rcs.');
  if (typeof body !== 'string') {
    throw new UserError('The message has no body. Expected a string, which may be empty.');
  }
  if (body.length > MAX_BODY_LENGTH) {
    throw new UserError(`The message is too long. Twilio takes at most ${MAX_BODY_LENGTH} characters.`);
  }
  const attachments = Array.isArray(media) ? media.map(readAttachment) : [];
  if (attachments.length > MAX_ATTACHMENTS) {
    throw new UserError(`The message has too many attachments. Twilio takes at most ${MAX_ATTACHMENTS}.`);
  }
  if (channel === 'sms' && attachments.length > 0) {
    throw new UserError('An SMS has no attachments. Choose MMS, WhatsApp or RCS.');
  }
  const added = Array.isArray(parameters) ? parameters.map(readParameter) : [];
  if (added.length > MAX_ADDED_PARAMETERS) {
    throw new UserError(`The message has too many parameters of its own. Add at most ${MAX_ADDED_PARAMETERS}.`);
  }
  const own = added.length > 0 ? { parameters: added } : {};
  const key = usesSharedKey === true ? { usesSharedKey } : {};
  return { from, channel, body, media: attachments, ...own, isForged: isForged === true, ...key };
}

function isChannel(channel: unknown): channel is PhoneChannel {
  return ['sms', 'mms', 'whatsapp', 'rcs'].includes(String(channel));
}

function readParameter(parameter: unknown): Pair {
  const [name, value] = Array.isArray(parameter) ? parameter as unknown[] : [];
  if (typeof name !== 'string' || !PARAMETER.test(name) || typeof value !== 'string' || value.length > MAX_BODY_LENGTH) {
    throw new UserError('A parameter is not valid. Expected a name of letters and digits, such as ButtonPayload, and a '
      + `value of at most ${MAX_BODY_LENGTH} characters.`);
  }
  return [name, value];
}

function readAttachment(attachment: unknown): { contentType: string; base64: string } {
  const { contentType, base64 } = Object(attachment) as Input;
  if (typeof contentType !== 'string' || !CONTENT_TYPE.test(contentType) || typeof base64 !== 'string') {
    throw new UserError('An attachment is incomplete. Expected a content type such as image/png, and base64 data.');
  }
  return { contentType, base64 };
}

function readSwitches({ delayMs, secretStoreFails }: Input): Partial<Switches> {
  const isDelay = typeof delayMs === 'number' && delayMs >= 0 && delayMs <= MAX_DELAY_MILLIS;
  return {
    ...(isDelay && { delayMs }),
    ...(typeof secretStoreFails === 'boolean' && { secretStoreFails }),
  };
}

/** Returns an empty object if the body is not JSON, or too large. */
function parse(body: Buffer | undefined): Input {
  try {
    return Object(JSON.parse(body?.toString('utf8') ?? ''));
  } catch {
    return {};
  }
}
