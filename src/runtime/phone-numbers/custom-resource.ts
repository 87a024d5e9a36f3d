import type { PhoneNumberProperties } from '../../shared/phone-number-settings';

/** A request of CloudFormation. Source: AWS CloudFormation, "Custom resource request and response reference". */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** The URL for the answer. It is not logged, because anybody who has it can answer. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** `Update` and `Delete` only: the id of the former answer. CloudFormation makes one if a `Create` had no answer. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: PhoneNumberProperties;
  /** `Update` only. */
  readonly OldResourceProperties?: Partial<PhoneNumberProperties>;
}

export interface CustomResourceAnswer {
  readonly status: 'SUCCESS' | 'FAILED';
  /** The text of the stack's event. Failures only. */
  readonly reason?: string;
  /** Another id than before means a replacement: CloudFormation then deletes the former one. */
  readonly physicalResourceId: string;
}

export type SendAnswer = (event: CustomResourceEvent, answer: CustomResourceAnswer) => Promise<void>;

/** In characters. CloudFormation takes answers of up to 4,096 bytes. */
const LONGEST_REASON = 1000;
const TRIES = 5;
const ANSWER_MILLIS = 5000;

/**
 * Makes the function that answers CloudFormation. It retries, because the stack waits for the answer until its
 * time-out.
 *
 * @throws Error if CloudFormation does not take the answer. Lambda then sends the whole request again.
 */
export function sendAnswer(sleep: (milliseconds: number) => Promise<unknown>): SendAnswer {
  return async ({ ResponseURL, StackId, RequestId, LogicalResourceId }, { status, reason, physicalResourceId }) => {
    const body = Buffer.from(JSON.stringify({
      Status: status,
      Reason: reason?.slice(0, LONGEST_REASON),
      PhysicalResourceId: physicalResourceId,
      StackId,
      RequestId,
      LogicalResourceId,
    }));
    for (let tries = 1; ; tries++) {
      const problem = await put(ResponseURL, body);
      if (problem === undefined) return;
      if (tries === TRIES) {
        throw new Error(`CloudFormation did not take the answer after ${TRIES} tries (${problem}). `
          + 'Lambda sends the request again. If the stack waits until its time-out, deploy it again.');
      }
      await sleep(2 ** tries * 250);
    }
  };
}

/** Returns what went wrong. The URL was signed for a body without a content type. */
async function put(url: string, body: Buffer): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'PUT',
      body: new Uint8Array(body),
      headers: { 'content-type': '' },
      signal: AbortSignal.timeout(ANSWER_MILLIS),
    });
    return ok ? undefined : `status ${status}`;
  } catch (error) {
    return (error as Error).name;
  }
}
