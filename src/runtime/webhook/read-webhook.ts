import type { Parameter } from './form';
import { findRepartition } from './repartition';
import { inSignedOrder } from './signature';
import { findSuspicion } from './suspicion';
import { kindOf, type WebhookKind } from './webhook-kind';
import { isTwilioName } from '../../shared/message-parameters';

const MESSAGE_SID = /^(?:SM|MM)[0-9a-f]{32}$/;
const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
/** Any address, except a phone number that goes on with a letter. Ids of other channels may have a `+`, too. */
const ADDRESS = /^(?!(?:whatsapp:|rcs:)?\+\d+[A-Z]).*\S/s;
const NUM_MEDIA = /^\d{1,2}$/;
const NUM_SEGMENTS = /^\d{1,3}$/;

/** The parameters of a request, read as a webhook. */
export interface Webhook {
  readonly kind: WebhookKind;
  /** The first value of each name. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The first thing that Twilio cannot send, by the parameter's name, never by its value. */
  readonly flaw?: string;
  /** A trace of a repartition that a new parameter of Twilio's may leave, too. Absent if there is a flaw. */
  readonly suspicion?: string;
}

/**
 * Reads the parameters of a webhook and checks them against what Twilio sends.
 *
 * Twilio signs no boundaries between names and values, so whoever captured one request can move characters between them
 * and keep the signature. This schema makes that hard: it is strict about every name that Twilio defines, and never
 * about a name that Twilio may add.
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
  if (kind === 'other_webhook') {
    return { kind, parameters, flaw: accountFlaw(parameters) };
  }
  const ordered = inSignedOrder(pairs);
  const flaw = repeated ?? flawOf(kind, parameters) ?? findRepartition(kind, ordered, parameters);
  const suspicion = flaw === undefined ? findSuspicion(kind, ordered, parameters) : undefined;
  return { kind, parameters, flaw, suspicion };
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

/** Nothing of another product's webhook is used. Clicks on shortened links have names in snake_case. */
function accountFlaw(parameters: ReadonlyMap<string, string>): string | undefined {
  const accountSid = parameters.get('AccountSid') ?? parameters.get('account_sid') ?? '';
  return ACCOUNT_SID.test(accountSid) ? undefined : 'AccountSid is not what Twilio sends';
}
