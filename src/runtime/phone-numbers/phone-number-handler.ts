import type { CustomResourceAnswer, CustomResourceEvent, SendAnswer } from './custom-resource';
import { perform, type PerformOptions } from './perform';
import type { PhoneNumberLogEntry } from './phone-number-log';
import type { Log } from '../log/log';
import { scrub } from '../log/scrub';
import type { Credentials } from '../twilio/credentials';
import type { TwilioClient } from '../twilio/twilio-client';
import type { LambdaContext } from '../webhook/webhook-handler';

/** The parts that the handler works with. */
export interface PhoneNumberHandlerOptions extends Pick<PerformOptions, 'storeIn' | 'connectSettings'> {
  /** Rejects if the secret has no API key, or no Account SID and auth token. */
  readonly credentials: () => Promise<Credentials>;
  /** @param region edge and region in the hosts of Twilio's APIs, such as `dublin.ie1` */
  readonly twilio: (credentials: Credentials, signal: AbortSignal, region?: string) => TwilioClient;
  readonly answer: SendAnswer;
  readonly log: Log<PhoneNumberLogEntry>;
  readonly now: () => number;
}

/** Time reserved for storing settings, answering and logging, in milliseconds. */
const RESERVED_MILLIS = 45_000;
/** Advice after a deletion that failed. Without the parameter a deletion has nothing to restore. */
const deleteAdvice = ({ ResourceProperties: { ParameterName } }: CustomResourceEvent) =>
  'Then delete it again. If that fails too, set its webhook in the Twilio Console, '
  + `delete the SSM parameter ${ParameterName}, and delete it again.`;
/** Errors that explain themselves. */
const OWN_ERRORS = ['Error', 'TwilioError'];

/**
 * Makes the Lambda handler of the custom resource. It answers CloudFormation itself, even after a failure
 * (docs/decisions/0015). If the answer fails too, or Lambda stops the function, Lambda sends the same request again and
 * the function continues.
 */
export function createPhoneNumberHandler(options: PhoneNumberHandlerOptions) {
  return async (event: CustomResourceEvent, context: LambdaContext): Promise<void> => {
    const started = options.now();
    const { answer, ...entry } = await performAndExplain(event, context, options);
    options.log({
      ...entry,
      requestId: context.awsRequestId,
      requestType: event.RequestType,
      logicalId: event.LogicalResourceId,
      durationMs: options.now() - started,
    });
    await options.answer(event, answer);
  };
}

type Result = Pick<PhoneNumberLogEntry, 'level' | 'message' | 'sid' | 'outcome' | 'detail'> & {
  readonly answer: CustomResourceAnswer;
};

async function performAndExplain(
  event: CustomResourceEvent,
  context: LambdaContext,
  options: PhoneNumberHandlerOptions,
): Promise<Result> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVED_MILLIS));
  const hidden = numbersToHide(event);
  const facts: string[] = [];
  const { TwilioRegion } = event.ResourceProperties;
  try {
    const { physicalResourceId, detail: unsafeDetail, ...entry } = await perform(event, {
      ...options,
      twilio: async () => {
        const credentials = await options.credentials();
        hidden.push(credentials.password);
        return options.twilio(credentials, signal, TwilioRegion);
      },
      connectSettings: async (sid, webhookUrl) => options.connectSettings(sid, webhookUrl, TwilioRegion),
      onFact: (fact) => facts.push(fact),
    });
    const detail = unsafeDetail && scrub(unsafeDetail, hidden);
    return {
      level: detail === undefined ? 'INFO' : 'WARN',
      ...entry,
      detail,
      answer: { status: 'SUCCESS', physicalResourceId },
    };
  } catch (error) {
    const reason = scrub(explain(error as Error, facts, event), hidden);
    return {
      level: 'ERROR',
      message: 'The request failed',
      outcome: 'failed',
      detail: reason,
      // A failed update keeps its physical id. A failed creation needs one too: without it, it could not be deleted.
      answer: { status: 'FAILED', reason, physicalResourceId: event.PhysicalResourceId ?? event.LogicalResourceId },
    };
  }
}

function explain({ name, message }: Error, facts: readonly string[], event: CustomResourceEvent): string {
  const cause = `${OWN_ERRORS.includes(name) ? '' : `${name}: `}${message.replace(/[^.?]$/, '$&.')}`;
  const known = facts.length === 0 ? 'Nothing was changed at Twilio.' : facts.join(' ');
  return `${cause} ${known}${event.RequestType === 'Delete' ? ` ${deleteAdvice(event)}` : ''}`;
}

/** Twilio quotes numbers in its errors. */
function numbersToHide({ ResourceProperties: { PhoneNumber } }: CustomResourceEvent): string[] {
  return PhoneNumber === undefined ? [] : [PhoneNumber, PhoneNumber.slice(1)];
}
