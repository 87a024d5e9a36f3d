/** A message for Twilio to send. */
export interface OutgoingMessage {
  readonly to: string;
  readonly from: string;
  /** The service whose sender `from` is. */
  readonly messagingServiceSid?: string;
  readonly body?: string;
  readonly media: readonly string[];
  readonly statusCallback?: string;
}

/** Whose message it is. */
export interface Credentials {
  readonly accountSid: string;
  readonly authToken: string;
}

/** What became of it. */
export type SendResult =
  | { readonly kind: 'accepted'; readonly messageSid: string }
  /** Wrong, and wrong again the next time. Without Twilio's text, which quotes numbers and URLs: its page for the code says the same. */
  | { readonly kind: 'rejected'; readonly status: number; readonly code?: number }
  /** The auth token is not the account's. */
  | { readonly kind: 'unauthorized' }
  /** Not sent, or not known to be sent. */
  | { readonly kind: 'unavailable'; readonly problem: string; readonly retryAfterMs?: number };

/** The sender's queue at Twilio is full until it has sent some of it. Source: Twilio, "Error 21611". */
const QUEUE_FULL = 21611;

/** Sends a message within so many milliseconds. Never rejects. */
export type SendMessage = (message: OutgoingMessage, credentials: Credentials, timeoutMs: number) => Promise<SendResult>;

/**
 * The one call of Twilio's REST API that a worker makes. By `fetch`, since Twilio's own client loads 4 MB for it.
 * Source: Twilio, "Message resource: create a message"; "Twilio's response: exceptions".
 */
export function twilioApi(baseUrl: string, fetchUrl: typeof fetch = fetch): SendMessage {
  return async (message, { accountSid, authToken }, timeoutMs) => {
    try {
      const response = await fetchUrl(`${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
        body: formOf(message),
        redirect: 'manual', // credentials go to no other address
        signal: AbortSignal.timeout(timeoutMs),
      });
      return resultOf(response, await response.text());
    } catch (error) {
      return { kind: 'unavailable', problem: (error as Error).name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : 'no connection' };
    }
  };
}

function formOf({ to, from, messagingServiceSid, body, media, statusCallback }: OutgoingMessage): URLSearchParams {
  const form = new URLSearchParams({ To: to, From: from });
  const others = { MessagingServiceSid: messagingServiceSid, Body: body, StatusCallback: statusCallback };
  for (const [name, value] of Object.entries(others)) {
    if (value) form.append(name, value);
  }
  media.forEach((url) => form.append('MediaUrl', url));
  return form;
}

function resultOf({ ok, status, headers }: Response, text: string): SendResult {
  const { sid, code } = parse(text);
  if (ok) {
    return { kind: 'accepted', messageSid: typeof sid === 'string' ? sid : '' };
  }
  if (status === 401) {
    return { kind: 'unauthorized' };
  }
  if (status === 408 || status === 429 || status >= 500 || code === QUEUE_FULL) {
    return { kind: 'unavailable', problem: code === QUEUE_FULL ? `error ${code}` : `status ${status}`, retryAfterMs: retryAfter(headers.get('retry-after')) };
  }
  return { kind: 'rejected', status, code: typeof code === 'number' ? code : undefined };
}

/** Seconds, or a date. */
function retryAfter(header: string | null): number | undefined {
  const milliseconds = Number(header ?? NaN) * 1000;
  const until = Number.isNaN(milliseconds) ? Date.parse(header ?? '') - Date.now() : milliseconds;
  return Number.isNaN(until) ? undefined : Math.max(0, until);
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
