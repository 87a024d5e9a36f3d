import type { CustomResourceAnswer, CustomResourceEvent, SendAnswer } from './custom-resource';
import { perform, PerformParts } from './perform';
import type { PhoneNumberLogEntry } from './phone-number-log';
import type { Log } from '../log/log';
import { scrub } from '../log/scrub';
import type { Credentials } from '../twilio/twilio-api';
import type { TwilioClient } from '../twilio/twilio-client';
import type { LambdaContext } from '../webhook/webhook-handler';

/** What the handler is made of. */
export interface PhoneNumberParts extends Pick<PerformParts, 'keptSettings' | 'keptByConnect'> {
  /** Rejects where the secret has no Account SID and auth token. */
  readonly credentials: () => Promise<Credentials>;
  readonly twilio: (credentials: Credentials, signal: AbortSignal) => TwilioClient;
  readonly answer: SendAnswer;
  readonly log: Log<PhoneNumberLogEntry>;
  readonly now: () => number;
}

/** Left for what is kept, for the answer and for the log. */
const TO_SETTLE = 45_000;
/** Of a deletion that failed. */
const ADVICE = 'Then delete it again; or set it by hand in the Twilio Console first: what somebody else has set is left alone.';
/** Errors that explain themselves. */
const PLAIN = ['Error', 'TwilioError'];

/**
 * Makes the Lambda handler of the custom resource. It answers CloudFormation itself, whatever happens (docs/decisions/0015); when even that
 * fails, or Lambda ends it, Lambda sends the same request again, and it goes on where it was.
 */
export function createPhoneNumberHandler(parts: PhoneNumberParts) {
  return async (event: CustomResourceEvent, context: LambdaContext): Promise<void> => {
    const started = parts.now();
    const { answer, ...entry } = await settle(event, context, parts);
    parts.log({
      ...entry,
      requestId: context.awsRequestId,
      requestType: event.RequestType,
      logicalId: event.LogicalResourceId,
      durationMs: parts.now() - started,
    });
    await parts.answer(event, answer);
  };
}

type Settled = Pick<PhoneNumberLogEntry, 'level' | 'message' | 'sid' | 'outcome' | 'detail'> & { readonly answer: CustomResourceAnswer };

async function settle(event: CustomResourceEvent, context: LambdaContext, parts: PhoneNumberParts): Promise<Settled> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - TO_SETTLE));
  const hidden = hiddenOf(event);
  const facts: string[] = [];
  try {
    const { physicalResourceId, ...entry } = await perform(event, {
      ...parts,
      twilio: async () => {
        const credentials = await parts.credentials();
        hidden.push(credentials.authToken);
        return parts.twilio(credentials, signal);
      },
      tell: (fact) => facts.push(fact),
    });
    return { level: entry.detail === undefined ? 'INFO' : 'WARN', ...entry, answer: { status: 'SUCCESS', physicalResourceId } };
  } catch (error) {
    const { name, message } = error as Error;
    const known = facts.length === 0 ? 'Nothing was changed at Twilio.' : facts.join(' ');
    const advice = event.RequestType === 'Delete' ? ` ${ADVICE}` : '';
    const reason = scrub(`${PLAIN.includes(name) ? '' : `${name}: `}${message.replace(/[^.?]$/, '$&.')} ${known}${advice}`, hidden);
    return {
      level: 'ERROR',
      message: 'The request failed',
      outcome: 'failed',
      detail: reason,
      // A failed update stays what it was, and a failed creation gets a physical id too: else it could not be deleted.
      answer: { status: 'FAILED', reason, physicalResourceId: event.PhysicalResourceId ?? event.LogicalResourceId },
    };
  }
}

/** A number that Twilio quotes. */
function hiddenOf({ ResourceProperties: { PhoneNumber } }: CustomResourceEvent): string[] {
  return PhoneNumber === undefined ? [] : [PhoneNumber, PhoneNumber.slice(1)];
}
