import { Failure } from './failure';
import { pauseAfter } from '../twilio/back-off';
import { type Credentials, type CredentialsKind, tryCredentials } from '../twilio/credentials';
import type { OutgoingMessage, SendMessage, SendResult } from '../twilio/send-message';

/** Longest time-out of one request to Twilio, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;
/** With less time left no request is started: Twilio could accept the message without our knowing. */
const SHORTEST_REQUEST = 1000;

/** The means to send a reply, and how far an earlier attempt came. */
export interface SendReplyOptions {
  readonly sendMessage: SendMessage;
  /** What the credentials are. */
  readonly kind: CredentialsKind;
  /** The credentials to send with, the likeliest first. */
  readonly credentials: readonly Credentials[];
  /** Reads what the secret holds now. Called after Twilio has rejected all `credentials`. */
  readonly freshCredentials: () => Promise<readonly Credentials[]>;
  /** SIDs of the messages that an earlier attempt sent. They are the first ones, and are not sent again. */
  readonly sent: readonly string[];
  /** Called with all SIDs so far after Twilio has accepted a message. The next message waits for it. */
  readonly onSent: (sids: readonly string[]) => Promise<void>;
  readonly deadline: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Sends the messages of a reply one after another, and retries each until Twilio has accepted it. A message whose
 * outcome is unknown is sent again, because Twilio has no idempotency key for sending. The messages before it are not.
 *
 * @returns the SIDs
 * @throws Failure if Twilio rejects a message, or is unavailable until the deadline
 */
export async function sendReply(
  messages: readonly OutgoingMessage[],
  options: SendReplyOptions,
): Promise<readonly string[]> {
  const sids = [...options.sent];
  for (const message of messages.slice(sids.length)) {
    const position = `message ${sids.length + 1} of ${messages.length}`;
    if (sids.length > options.sent.length && options.now() > options.deadline) {
      // Lambda would end the worker in the middle of the reply.
      throw new Failure('twilio_unavailable', `The time to send was over before ${position}. Raise the timeout of the worker`);
    }
    sids.push(await sendOne(message, position, options));
    await options.onSent(sids);
  }
  return sids;
}

async function sendOne(message: OutgoingMessage, position: string, options: SendReplyOptions): Promise<string> {
  const { deadline, now, sleep } = options;
  for (let tries = 1; ; tries++) {
    const result = await tryAll(message, options);
    switch (result.kind) {
      case 'accepted':
        return result.messageSid;
      case 'rejected':
        throw new Failure('twilio_rejected', `Twilio rejected ${position}: ${explanationOf(result)}`, {
          isPermanent: true,
          code: result.code,
        });
      case 'unauthorized':
        throw unauthorized(position, options.kind, result.code);
      default: {
        const { problem, retryAfterMs } = result;
        const pause = pauseAfter(tries, retryAfterMs);
        if (now() + pause + SHORTEST_REQUEST > deadline) {
          throw new Failure('twilio_unavailable', `Twilio did not take ${position} (${problem}; tries: ${tries})`, {
            retryAfterMs,
          });
        }
        await sleep(pause);
      }
    }
  }
}

/** Names Twilio's page about the error. Source: Twilio, "Error and warning dictionary". */
function explanationOf({ code, status }: { readonly code?: number; readonly status: number }): string {
  return code === undefined ? `status ${status}` : `error ${code}, https://www.twilio.com/docs/errors/${code}`;
}

/** Source: Twilio, "Error 20003", which is also the code of a rejection without one. */
function unauthorized(position: string, kind: CredentialsKind, code = 20003): Failure {
  const reason = kind === 'API key' ? 'no_api_key' : 'no_auth_token';
  return new Failure(reason, `Twilio did not accept the secret's ${kind} for ${position} (${code})`, { code });
}

/** Tries all credentials: during a rotation the valid ones may be others than the current ones. */
async function tryAll(message: OutgoingMessage, options: SendReplyOptions): Promise<SendResult> {
  const { credentials, freshCredentials, sendMessage, deadline, now } = options;
  const result = await tryCredentials<SendResult>(
    [async () => credentials, freshCredentials],
    async (each) =>
      sendMessage(message, each, Math.min(REQUEST_TIMEOUT, Math.max(SHORTEST_REQUEST, deadline - now()))),
    ({ kind }) => kind === 'unauthorized',
  );
  return result ?? { kind: 'unauthorized' };
}
