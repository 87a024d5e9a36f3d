import type { Credentials } from './credentials';
import { type RestResponse, sendRequest } from './send-request';
import { AUTHORIZATION_FAILED } from './twilio-error';
import { twilioOrigin } from './twilio-origin';

/** A message for Twilio to send. */
export interface OutgoingMessage {
  readonly to: string;
  readonly from: string;
  /** SID of the Messaging Service that has `from` as a sender. */
  readonly messagingServiceSid?: string;
  readonly body?: string;
  readonly media: readonly string[];
  readonly statusCallback?: string;
}

/** Twilio's answer to a message. */
export type SendResult =
  | { readonly kind: 'accepted'; readonly messageSid: string }
  /** Another try would be rejected too. Twilio's explanation is left out, because it quotes numbers and URLs. */
  | { readonly kind: 'rejected'; readonly status: number; readonly code?: number }
  /** The credentials are not the account's, or a Restricted API key lacks the permission. */
  | { readonly kind: 'unauthorized'; readonly code?: number }
  /** Twilio did not take the message, or it is not known whether it did. */
  | { readonly kind: 'unavailable'; readonly problem: string; readonly retryAfterMs?: number };

/** Sends a message, waiting at most `timeoutMs` milliseconds for the result. Never rejects. */
export type SendMessage = (
  message: OutgoingMessage,
  credentials: Credentials,
  timeoutMs: number,
) => Promise<SendResult>;

/** The sender's queue at Twilio is full until Twilio has sent some of it. Source: Twilio, "Error 21611". */
const QUEUE_FULL = 21611;

/**
 * Makes the worker's way of sending messages: each call is one request. The worker itself decides about another try.
 * Source: Twilio, "Message resource: create a message".
 *
 * @param apiUrl the address of Twilio's REST API under the local gateway and in tests
 * @param region edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`
 * @throws Error for an `apiUrl` that is not on loopback, and for a malformed `region`
 */
export function createSendMessage(apiUrl?: string, region?: string): SendMessage {
  const origin = twilioOrigin('api', apiUrl, region);
  return async (message, credentials, timeoutMs) => {
    const url = `${origin}/2010-04-01/Accounts/${credentials.accountSid}/Messages.json`;
    try {
      return toSendResult(await sendRequest({ url, credentials, form: toForm(message), timeoutMs }));
    } catch (error) {
      const isLate = (error as Error).name === 'TimeoutError';
      return { kind: 'unavailable', problem: isLate ? `no answer within ${timeoutMs} ms` : 'no connection' };
    }
  };
}

function toForm({ to, from, messagingServiceSid, body, media, statusCallback }: OutgoingMessage): URLSearchParams {
  const form = new URLSearchParams({ To: to, From: from });
  const others = { MessagingServiceSid: messagingServiceSid, Body: body, StatusCallback: statusCallback };
  for (const [name, value] of Object.entries(others)) {
    if (value) form.append(name, value);
  }
  media.forEach((url) => form.append('MediaUrl', url));
  return form;
}

function toSendResult({ isSuccess, status, content, code, retryAfterMs }: RestResponse): SendResult {
  if (isSuccess) {
    const { sid } = Object(content) as { readonly sid?: unknown };
    return { kind: 'accepted', messageSid: typeof sid === 'string' ? sid : '' };
  }
  if (status === 401 || code === AUTHORIZATION_FAILED) return { kind: 'unauthorized', code };
  if (status === 408 || status === 429 || status >= 500 || code === QUEUE_FULL) {
    return { kind: 'unavailable', problem: code === QUEUE_FULL ? `error ${code}` : `status ${status}`, retryAfterMs };
  }
  return { kind: 'rejected', status, code };
}
