import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import type { SharedKey } from '../../src/runtime/auth-token/parse-shared-key';
import { AUTH_TOKEN_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { jsonLog, type LogEntry } from '../../src/runtime/log/log';
import { echo } from '../../src/runtime/reply/echo';
import type { Deduplicate } from '../../src/runtime/webhook/load-deduplication';
import { createWebhookHandler } from '../../src/runtime/webhook/webhook-handler';
import type { InboundMessage, ReplyFunction } from '../../src/shared/reply-contract';
import { lambdaContext } from '../support/events';
import { FakeClock, FakeStore } from '../support/fake-store';
import { ACCOUNT_SID, AUTH_TOKEN, SECRET_ARN } from '../support/messages';

/** What became of an event. */
export interface Verdict {
  readonly status: number;
  readonly body: string;
  /** What the reply handler was called with, if it was. */
  readonly message?: InboundMessage;
  readonly entry: LogEntry;
  /** The line that was written to the log. */
  readonly line: string;
}

export type Send = (event: unknown) => Promise<Verdict>;

export interface GatewayOptions {
  readonly authToken?: string;
  readonly webhookUrl?: string;
  /** Instead of a secret with `authToken`, and a clock that stands still. `null`: a gateway without an auth token. */
  readonly keyRing?: KeyRing | null;
  /** @default - the gateway has no SharedKeys */
  readonly sharedKeyRing?: KeyRing<SharedKey>;
  readonly now?: () => number;
  /** @default - each request is answered anew */
  readonly deduplicate?: Deduplicate;
  /** With `SuspiciousMessages.REJECT`. */
  readonly rejectSuspicious?: boolean;
  /** What the reply handler does before it echoes. */
  readonly work?: () => Promise<void>;
}

/** The gateway as Lambda runs it, echoing, with everything real but the store and the clock. */
export function gateway(options: GatewayOptions): Send {
  const { now = new FakeClock().now, webhookUrl, deduplicate, rejectSuspicious, work } = options;
  const keyRing = options.keyRing === null ? undefined : options.keyRing ?? ringOf(options.authToken ?? AUTH_TOKEN);
  // One log and one handler for all; which message and entry belong to which event is known by the request's id.
  const messages = new Map<string, InboundMessage>();
  const entries = new Map<string, { entry: LogEntry; line: string }>();
  const reply: ReplyFunction = async (message, { requestId }) => {
    messages.set(requestId, message);
    await work?.();
    return echo(message);
  };
  const handler = createWebhookHandler({
    keyRing,
    sharedKeyRing: options.sharedKeyRing,
    reply: async () => reply,
    url: { webhookUrl, scheme: 'https' },
    deduplicate: deduplicate && (async () => deduplicate),
    rejectSuspicious,
    replyToOptOut: false,
    log: (entry) => jsonLog((line) => entries.set(entry.requestId!, { entry, line }), now)(entry),
    now,
  });
  let requests = 0;
  return async (event) => {
    const awsRequestId = `request-${requests++}`;
    const { statusCode, body } = await handler(event, { ...lambdaContext(), awsRequestId });
    const message = messages.get(awsRequestId);
    const { entry, line } = entries.get(awsRequestId)!;
    messages.delete(awsRequestId);
    entries.delete(awsRequestId);
    return { status: statusCode, body, message, entry, line };
  };
}

/** Whether the reply handler got the message. Its answer is 200 then: the echo never fails. */
export function isAccepted({ status, message }: Verdict): boolean {
  return status === 200 && message !== undefined;
}

/** Whether it is one of the rejections of the design: 4xx, nothing else said, and the reply handler was not called. */
export function isRejected({ status, body, message }: Verdict): boolean {
  return [400, 403, 405, 413, 415].includes(status) && body === '' && message === undefined;
}

function ringOf(authToken: string): KeyRing {
  const clock = new FakeClock();
  const store = new FakeStore(clock);
  store.put('AWSCURRENT', 1, { secretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken }), createdAt: 0 });
  return new KeyRing({ read: store.read, secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT, now: clock.now });
}
