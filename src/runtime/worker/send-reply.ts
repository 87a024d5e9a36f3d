import { Failure } from './failure';
import { pauseAfter } from '../twilio/back-off';
import type { Credentials, OutgoingMessage, SendMessage, SendResult } from '../twilio/twilio-api';

/** Longest that one request to Twilio may take. */
const REQUEST_TIMEOUT = 10_000;
/** With less time than this a request is not begun: it could be accepted without our knowing. */
const SHORTEST_REQUEST = 1000;

/** What sending needs. */
export interface SendReplyParts {
  readonly sendMessage: SendMessage;
  /** The credentials to send with, the likeliest first. */
  readonly credentials: readonly Credentials[];
  /** After Twilio rejected all of them: what the secret holds now. */
  readonly freshCredentials: () => Promise<readonly Credentials[]>;
  /** SIDs of the messages that were sent before: they are the first ones, and are not sent again. */
  readonly sent: readonly string[];
  /** Told the SIDs after each message that Twilio has taken; the next one waits for it. */
  readonly onSent: (sids: readonly string[]) => Promise<void>;
  readonly deadline: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Sends the messages of a reply one after another, each until Twilio has accepted it. One whose outcome is not known is
 * sent again: Twilio knows no idempotency for sending. Those before it are not.
 *
 * @returns the SIDs
 * @throws Failure if Twilio rejects one, or cannot be reached within the time
 */
export async function sendReply(messages: readonly OutgoingMessage[], parts: SendReplyParts): Promise<readonly string[]> {
  const sids = [...parts.sent];
  for (const message of messages.slice(sids.length)) {
    sids.push(await sendOne(message, { ...parts, place: `message ${sids.length + 1} of ${messages.length}` }));
    await parts.onSent(sids);
  }
  return sids;
}

async function sendOne(message: OutgoingMessage, parts: SendReplyParts & { readonly place: string }): Promise<string> {
  const { deadline, now, sleep, place } = parts;
  for (let tries = 1; ; tries++) {
    const result = await tryAll(message, parts);
    switch (result.kind) {
      case 'accepted':
        return result.messageSid;
      case 'rejected':
        throw new Failure('twilio_rejected', `Twilio rejected ${place}: ${explanationOf(result)}`, { isPermanent: true, code: result.code });
      case 'unauthorized':
        throw new Failure('no_auth_token', `Twilio did not accept the secret's auth token for ${place} (20003)`, { code: 20003 });
      default: {
        const { problem, retryAfterMs } = result;
        const pause = pauseAfter(tries, retryAfterMs);
        if (now() + pause + SHORTEST_REQUEST > deadline) {
          throw new Failure('twilio_unavailable', `Twilio did not take ${place} (${problem}), tried ${tries} times`, { retryAfterMs });
        }
        await sleep(pause);
      }
    }
  }
}

/** Where Twilio says what was wrong. Source: Twilio, "Error and warning dictionary". */
function explanationOf({ code, status }: { readonly code?: number; readonly status: number }): string {
  return code === undefined ? `status ${status}` : `error ${code}, https://www.twilio.com/docs/errors/${code}`;
}

/** With each of the tokens: in a rotation the one that is valid may be another than the current one. */
async function tryAll(message: OutgoingMessage, parts: SendReplyParts): Promise<SendResult> {
  const tried = new Set<string>();
  for (const source of [async () => parts.credentials, parts.freshCredentials]) {
    for (const credentials of (await source()).filter(({ authToken }) => !tried.has(authToken))) {
      tried.add(credentials.authToken);
      const timeout = Math.min(REQUEST_TIMEOUT, Math.max(SHORTEST_REQUEST, parts.deadline - parts.now()));
      const result = await parts.sendMessage(message, credentials, timeout);
      if (result.kind !== 'unauthorized') return result;
    }
  }
  return { kind: 'unauthorized' };
}
