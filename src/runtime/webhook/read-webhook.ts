import type { Parameter } from './form';
import { findRepartition } from './repartition';
import { isTwilioName } from '../../shared/message-parameters';
import { PROBE_PARAMETER } from '../../shared/webhook-conventions';

/** Kinds of a verified request. Probes come from our own tools, everything else from Twilio. */
export type WebhookKind = 'message' | 'status_callback' | 'probe';

const MESSAGE_SID = /^(?:SM|MM)[0-9a-f]{32}$/;
const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
/** Any address, except a phone number that goes on with a letter. */
const ADDRESS = /^(?!.*\+\d+[A-Z]).*\S/s;
const NUM_MEDIA = /^\d{1,2}$/;
const NUM_SEGMENTS = /^\d{1,3}$/;

/** The parameters of a request, read as a webhook. */
export interface Webhook {
  readonly kind: WebhookKind;
  /** The first value of each name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The first thing that Twilio would not send, by the parameter's name, never by its value. */
  readonly flaw?: string;
}

/**
 * Reads the parameters of a webhook and checks them against what Twilio sends.
 *
 * Twilio signs no boundaries between names and values, so whoever captured one request can move characters between them
 * and keep the signature. This schema makes that hard: it is strict about every name that Twilio defines.
 */
export function readWebhook(pairs: readonly Parameter[]): Webhook {
  const parameters = new Map<string, string>();
  let repeated: string | undefined;
  for (const [name, value] of pairs) {
    if (!parameters.has(name)) {
      parameters.set(name, value);
    } else if (isTwilioName(name)) {
      repeated ??= `${name} is repeated`;
    }
  }
  const kind = kindOf(parameters);
  const flaw = repeated ?? flawOf(kind, parameters) ?? findRepartition(kind === 'message', pairs, parameters);
  return { kind, parameters, flaw };
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
  const messageSid = parameters.get('MessageSid');
  const legacy = ['SmsSid', 'SmsMessageSid'].find((name) => (parameters.get(name) ?? messageSid) !== messageSid);
  return kind === 'message' && legacy ? `${legacy} differs from MessageSid` : undefined;
}

function kindOf(parameters: ReadonlyMap<string, string>): WebhookKind {
  if (parameters.get(PROBE_PARAMETER) === '1') {
    return 'probe';
  }
  const smsStatus = parameters.get('SmsStatus');
  const isStatus = parameters.has('MessageStatus') || (smsStatus ?? 'received') !== 'received';
  return isStatus ? 'status_callback' : 'message';
}
