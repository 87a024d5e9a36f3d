import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LambdaProcess } from './lambda-process';

/** Properties of the custom resource, as its template gives them. */
export type Properties = Readonly<Record<string, string>>;

/** An event of the stack. */
export interface StackEvent {
  readonly type: 'Create' | 'Update' | 'Delete';
  /** `NONE` if there was no answer in time. */
  readonly status: 'SUCCESS' | 'FAILED' | 'NONE';
  readonly reason?: string;
}

/** The function of the custom resource. */
export type PhoneNumberFunction = Pick<LambdaProcess, 'invoke' | 'kill' | 'stop' | 'printed'>;

/** A request of CloudFormation. */
export interface CustomResourceRequest {
  readonly type: StackEvent['type'];
  readonly logicalId: string;
  readonly properties: Properties;
  /** Former properties. Updates only. */
  readonly old?: Properties;
  /** Updates and deletions only. */
  readonly physicalResourceId?: string;
}

/** The result of a request. */
export interface Outcome {
  readonly isDone: boolean;
  /** The resource's id from now on. */
  readonly physicalResourceId: string;
}

interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
}

/**
 * Lambda invokes the function again after an error.
 * Source: AWS Lambda, "How Lambda handles errors and retries with asynchronous invocation".
 */
const INVOCATIONS = 3;
const SERVICE_TOKEN = 'arn:aws:lambda:eu-west-1:123456789012:function:PhoneNumbers';
/** The physical id that CloudFormation makes for a creation without an answer. */
const UNANSWERED = 'Echo-SmsNumber-1ABCDEFGHIJKL';

/**
 * Invokes the function of custom resources as CloudFormation does, and receives its answers in place of Amazon S3. It
 * rejects what S3 or CloudFormation would reject.
 * Source: AWS CloudFormation, "Custom resource request and response reference".
 */
export class CustomResourceCaller {
  readonly events: StackEvent[] = [];
  readonly violations: string[] = [];
  /** Number of answers to reject. */
  rejectedAnswers = 0;
  lambda?: PhoneNumberFunction;
  private answer?: Answer;
  private requests = 0;
  private printed = '';
  private readonly server: Server;

  /** @param startLambda starts the function's process */
  protected constructor(private readonly startLambda: () => Promise<PhoneNumberFunction>) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.take(request, Buffer.concat(chunks).toString(), response));
    });
  }

  /** Everything that the function has printed. */
  get log(): string {
    return this.printed + (this.lambda?.printed ?? '');
  }

  /** Forgets everything, and stops the function. */
  async reset(): Promise<void> {
    await this.stopLambda();
    this.events.length = this.violations.length = 0;
    this.rejectedAnswers = 0;
    this.printed = '';
  }

  async close(): Promise<void> {
    await this.stopLambda();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  protected async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** Stops the function, so that the next request starts a process. */
  protected async stopLambda(): Promise<void> {
    this.printed += this.lambda?.printed ?? '';
    await this.lambda?.stop();
    this.lambda = undefined;
  }

  protected async send({
    type,
    logicalId,
    properties,
    old,
    physicalResourceId,
  }: CustomResourceRequest): Promise<Outcome> {
    const { port } = this.server.address() as AddressInfo;
    this.answer = undefined;
    const event = {
      RequestType: type,
      ServiceToken: SERVICE_TOKEN,
      ResponseURL: `http://127.0.0.1:${port}/bucket/${++this.requests}?X-Amz-Signature=not-to-be-logged`,
      StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Echo/00000000',
      RequestId: `request-${this.requests}`,
      LogicalResourceId: logicalId,
      ResourceType: 'Custom::TwilioPhoneNumber',
      ResourceProperties: { ServiceToken: SERVICE_TOKEN, ServiceTimeout: '900', ...properties },
      ...(old && { OldResourceProperties: { ServiceToken: SERVICE_TOKEN, ServiceTimeout: '900', ...old } }),
      ...(physicalResourceId !== undefined && { PhysicalResourceId: physicalResourceId }),
    };
    for (let invocations = 0; this.answer === undefined && invocations < INVOCATIONS; invocations++) {
      this.lambda ??= await this.startLambda();
      await this.lambda.invoke(event, 180_000).catch(async () => this.stopLambda());
    }
    const answer = this.answer as Answer | undefined;
    this.events.push({
      type,
      status: answer?.Status ?? 'NONE',
      ...(answer?.Reason !== undefined && { reason: answer.Reason }),
    });
    const isDone = answer?.Status === 'SUCCESS';
    if (type === 'Create') return { isDone, physicalResourceId: answer?.PhysicalResourceId ?? UNANSWERED };
    if (type === 'Update' && isDone) return { isDone, physicalResourceId: answer!.PhysicalResourceId };
    if (answer !== undefined && answer.PhysicalResourceId !== physicalResourceId) {
      this.violations.push(`${type} answered with another physical id`);
    }
    return { isDone, physicalResourceId: physicalResourceId! };
  }

  private take({ method, url = '', headers }: IncomingMessage, body: string, response: ServerResponse): void {
    if (this.rejectedAnswers > 0) {
      this.rejectedAnswers--;
      return void response.writeHead(503).end();
    }
    const content = JSON.parse(body) as Record<string, string | undefined>;
    const { Status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId, ...others } = content;
    const flaws = [
      method !== 'PUT' && `method ${method}`,
      headers['content-type'] && `content type ${headers['content-type']}: it was signed without one`,
      !headers['content-length'] && 'no content length: Amazon S3 takes no chunks',
      Buffer.byteLength(body) > 4096 && `${Buffer.byteLength(body)} bytes`,
      Object.keys(others).length > 0 && `unknown ${Object.keys(others).join()}`,
      !(PhysicalResourceId && StackId && LogicalResourceId) && 'not complete',
      `request-${/\/(\d+)\?/.exec(url)?.[1]}` !== RequestId && 'another request',
      Status !== 'SUCCESS' && !(Status === 'FAILED' && Reason) && `status ${Status} without a reason`,
    ].filter((flaw) => flaw);
    this.violations.push(...flaws as string[]);
    this.answer = { Status, Reason, PhysicalResourceId } as Answer;
    response.writeHead(200).end();
  }
}
