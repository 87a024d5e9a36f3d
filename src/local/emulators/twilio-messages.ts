import { randomBytes } from 'node:crypto';
import { countSegments } from '../twilio/segments';

/** A request to Twilio's REST API. */
export interface TwilioRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization?: string;
  readonly contentType?: string;
  readonly body: string;
}

export interface TwilioAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The message that Twilio would have sent. */
  readonly message?: AcceptedMessage;
}

export interface AcceptedMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly string[];
}

/** Whether user name and password are credentials of an account. */
export type IsAuthorized = (accountSid: string, user: string, password: string) => boolean;

const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\/Messages\.json$/;
/** The parameters that the gateway uses, out of the 25 in Twilio's OpenAPI description. Only `To` is required. */
const PARAMETERS = ['To', 'From', 'MessagingServiceSid', 'Body', 'MediaUrl', 'StatusCallback'];
/** Any channel's prefix, as the gateway accepts it. Source: Twilio, "Messaging Channels". */
const ADDRESS = /^(?:[a-z][a-z0-9]*:\S+|\+[1-9]\d{6,14}|\d{3,8})$/i;
/** A sender's name instead of a number. Source: Twilio, "Alphanumeric Sender ID". */
const SENDER_ID = /^(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}$/;
/**
 * Source: Twilio, "Message resource: create a message": "URL must contain a valid hostname and underscores are not
 * allowed".
 */
const CALLBACK = /^https?:\/\/[^/?#_]+(?:[/?#]|$)/i;
const MESSAGING_SERVICE = /^MG[0-9a-fA-F]{32}$/;

/**
 * Emulates "create a message" of Twilio's REST API. Parameters, limits and answer come from its OpenAPI description
 * (twilio/twilio-oai, `spec/json/twilio_api_v2010.json` of 2026-04-14, `CreateMessage`), errors from its error
 * dictionary. Stricter than Twilio: unknown and repeated parameters are rejected.
 *
 * @param isAuthorized tells whether these are the account's auth token or one of its API keys
 * @param isOptedOut tells whether the receiver sent STOP
 */
export function createMessage(
  request: TwilioRequest,
  isAuthorized: IsAuthorized,
  isOptedOut: (to: string) => boolean = () => false,
): TwilioAnswer {
  const accountSid = PATH.exec(request.path)?.[1];
  if (accountSid === undefined || request.method !== 'POST') {
    return reject(404, 20404, `The requested resource ${request.path} was not found`);
  }
  const [user, password] = credentials(request.authorization);
  if (!isAuthorized(accountSid, user, password)) return reject(401, 20003, 'Authenticate');
  if (!/^application\/x-www-form-urlencoded\b/.test(request.contentType ?? '')) {
    return reject(415, 20415, 'Unsupported media type');
  }

  const form = new URLSearchParams(request.body);
  const problem = problemOf(form);
  if (problem !== undefined) return reject(400, ...problem);
  if (isOptedOut(form.get('To') ?? '')) return reject(400, 21610, 'Attempt to send to unsubscribed recipient');
  return accept(accountSid, form);
}

function accept(accountSid: string, form: URLSearchParams): TwilioAnswer {
  const media = form.getAll('MediaUrl');
  const message: AcceptedMessage = {
    sid: `${media.length > 0 ? 'MM' : 'SM'}${randomBytes(16).toString('hex')}`,
    accountSid,
    from: form.get('From') ?? '',
    to: form.get('To') ?? '',
    body: form.get('Body') ?? '',
    media,
  };
  const now = new Date().toUTCString().replace('GMT', '+0000');
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  const resource = {
    sid: message.sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: now,
    date_sent: null,
    date_updated: now,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: form.get('From'),
    messaging_service_sid: form.get('MessagingServiceSid'),
    num_media: String(media.length),
    num_segments: String(countSegments(message.body)),
    price: null,
    price_unit: null,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
  return { status: 201, body: resource, message };
}

/** The error code and message of the first problem. */
function problemOf(form: URLSearchParams): [code: number, message: string] | undefined {
  const names = [...form.keys()];
  const unknown = names.find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) return [20001, `Unknown parameter ${unknown}`];
  const repeated = names.find((name, index) => name !== 'MediaUrl' && names.indexOf(name) !== index);
  if (repeated !== undefined) return [20001, `Parameter ${repeated} is there more than once`];

  const [to, from, service, body] = ['To', 'From', 'MessagingServiceSid', 'Body'].map((name) => form.get(name) ?? '');
  const media = form.getAll('MediaUrl');
  if (to === '') return [21604, "A 'To' phone number is required."];
  if (!ADDRESS.test(to)) return [21211, `The 'To' number ${to} is not a valid phone number.`];
  if (from === '' && service === '') return [21603, "A 'From' phone number is required."];
  if (from !== '' && !ADDRESS.test(from) && !SENDER_ID.test(from)) {
    return [21212, `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`];
  }
  if (service !== '' && !MESSAGING_SERVICE.test(service)) return [21701, 'The Messaging Service does not exist.'];
  if (body === '' && media.length === 0) return [21602, 'Message body is required.'];
  if (body.length > 1600) return [21617, 'The concatenated message body exceeds the 1600 character limit.'];
  if (media.length > 10) return [21623, 'Number of media files exceeds allowed limit.'];
  if (!media.every((url) => /^https?:\/\//.test(url) && URL.canParse(url))) return [21620, 'Invalid media URL(s).'];
  const callback = form.get('StatusCallback') ?? '';
  if (callback !== '' && !(CALLBACK.test(callback) && URL.canParse(callback))) {
    return [21609, "Invalid 'StatusCallback' URL."];
  }
  return undefined;
}

function credentials(authorization = ''): [user: string, password: string] {
  const encoded = /^Basic (.+)$/.exec(authorization)?.[1] ?? '';
  const [user, password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  return [user, password];
}

/** Source: Twilio, "Twilio's response: exceptions". */
export function reject(status: number, code: number, message: string): TwilioAnswer {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
