import { movedBoundary } from './boundaries';
import type { Parameter } from './form';
import { isTwilioName } from './twilio-names';
import { PROBE_PARAMETER } from '../../shared/env';

/** What Twilio, or a tool of ours, wants with a verified request. */
export type WebhookKind = 'message' | 'status_callback' | 'probe';

const MESSAGE_SID = /^(?:SM|MM)[0-9a-f]{32}$/;
const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
/** Anything, but a number ends with a digit. */
const ADDRESS = /^(?!.*\+\d+[A-Z]).*\S/s;
const NUM_MEDIA = /^\d{1,2}$/;
const NUM_SEGMENTS = /^\d{1,3}$/;

/** The parameters of a request, read as a webhook. */
export interface Webhook {
  readonly kind: WebhookKind;
  /** The first value of each name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The first thing that is not as Twilio sends it: by name, never by value. */
  readonly flaw?: string;
}

/**
 * Reads the parameters of a webhook and holds them against what Twilio sends.
 *
 * Twilio signs no boundaries between names and values: who captured one request can move characters between them and
 * keep the signature. This schema is what makes that hard, so it is strict about every name that Twilio defines.
 */
export function readWebhook(pairs: readonly Parameter[]): Webhook {
  const parameters = new Map<string, string>();
  let repeated: string | undefined;
  for (const [name, value] of pairs) {
    if (!parameters.has(name)) {
      parameters.set(name, value);
    } else if (isTwilioName(name)) {
      repeated ??= `${name} is there more than once`;
    }
  }
  const kind = kindOf(parameters);
  return { kind, parameters, flaw: repeated ?? flawOf(kind, parameters) ?? movedBoundary(kind === 'message', pairs, parameters) };
}

function flawOf(kind: WebhookKind, parameters: ReadonlyMap<string, string>): string | undefined {
  const expected: Array<[string, RegExp]> = [['AccountSid', ACCOUNT_SID], ['MessageSid', MESSAGE_SID]];
  if (kind === 'message') {
    expected.push(['From', ADDRESS], ['To', ADDRESS], ['NumMedia', NUM_MEDIA]);
    if (parameters.has('NumSegments')) {
      expected.push(['NumSegments', NUM_SEGMENTS]);
    }
  }
  const wrong = expected.find(([name, pattern]) => !pattern.test(parameters.get(name) ?? ''));
  if (wrong) {
    return `${wrong[0]} is ${parameters.has(wrong[0]) ? 'not what Twilio sends' : 'missing'}`;
  }
  const legacy = ['SmsSid', 'SmsMessageSid'].find((name) => parameters.has(name) && parameters.get(name) !== parameters.get('MessageSid'));
  return kind === 'message' && legacy ? `${legacy} is not the MessageSid` : undefined;
}

function kindOf(parameters: ReadonlyMap<string, string>): WebhookKind {
  if (parameters.get(PROBE_PARAMETER) === '1') {
    return 'probe';
  }
  const smsStatus = parameters.get('SmsStatus');
  return parameters.has('MessageStatus') || (smsStatus !== undefined && smsStatus !== 'received') ? 'status_callback' : 'message';
}
