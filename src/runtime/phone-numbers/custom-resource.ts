import type { PhoneNumberProperties } from '../../shared/env';

/** What CloudFormation asks for. Source: AWS CloudFormation, "Custom resource request and response reference". */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Where the answer goes. Whoever has it can answer: it is not logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Of `Update` and `Delete`: as it was answered before, or one of CloudFormation's own after a `Create` without an answer. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: PhoneNumberProperties;
  /** Of `Update`. */
  readonly OldResourceProperties?: Partial<PhoneNumberProperties>;
}

export interface CustomResourceAnswer {
  readonly status: 'SUCCESS' | 'FAILED';
  /** What the stack's event shows. Only of a failure. */
  readonly reason?: string;
  /** Another one than before stands for a replacement: CloudFormation then deletes the one before. */
  readonly physicalResourceId: string;
}

export type SendAnswer = (event: CustomResourceEvent, answer: CustomResourceAnswer) => Promise<void>;

/** An answer may have 4,096 bytes. */
const LONGEST_REASON = 1000;
const TRIES = 5;
const ANSWER_MILLIS = 5000;

/**
 * Answers CloudFormation, which waits for it. Tries again, since without it the stack waits until its time is over.
 *
 * @throws Error when it was not taken: Lambda then sends the whole request again
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
      if (tries === TRIES) throw new Error(`CloudFormation did not take the answer (${problem})`);
      await sleep(2 ** tries * 250);
    }
  };
}

/** Gives what went wrong. The URL was signed for a body without a content type. */
async function put(url: string, body: Buffer): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(url, { method: 'PUT', body: new Uint8Array(body), headers: { 'content-type': '' }, signal: AbortSignal.timeout(ANSWER_MILLIS) });
    return ok ? undefined : `status ${status}`;
  } catch (error) {
    return (error as Error).name;
  }
}
