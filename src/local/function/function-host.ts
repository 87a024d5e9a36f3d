/**
 * The process that a Lambda function runs in, in the place of Lambda's Node.js runtime. It loads the handler that
 * `_HANDLER` names from `LAMBDA_TASK_ROOT` and calls it for each message of its parent. The parent sends the next one
 * only after the answer.
 * @packageDocumentation
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HostMessage, Invocation } from './host-protocol';
import { traceHeader } from './trace';

type Handler = (event: unknown, context: LambdaContext) => unknown;

/** The part of Lambda's context object that has a meaning here. */
interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** In Lambda's order of search. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

// The process must not outlive its parent. A terminal sends Ctrl-C to both, and the parent handles it.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);

run().catch((error) => {
  console.error(error);
  process.exit(1);
});

async function run(): Promise<void> {
  const handler = await loadHandler(process.env.LAMBDA_TASK_ROOT ?? '', process.env._HANDLER ?? '');
  process.on('message', (invocation: Invocation) => void invoke(handler, invocation));
  send({ type: 'ready' });
}

async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const dot = name.lastIndexOf('.');
  const [file, exportName] = [name.slice(0, dot), name.slice(dot + 1)];
  const candidates = EXTENSIONS.map((extension) => path.resolve(taskRoot, `${file}${extension}`));
  const found = candidates.find((candidate) => fs.existsSync(candidate));
  if (found === undefined) {
    throw new Error(`The handler "${name}" needs a file ${file}{${EXTENSIONS.join(',')}} in ${taskRoot}.`);
  }
  const { [exportName]: handler } = await import(pathToFileURL(found).href);
  if (typeof handler !== 'function') throw new Error(`${found} exports no function "${exportName}".`);
  return handler;
}

async function invoke(handler: Handler, { requestId, deadline, event }: Invocation): Promise<void> {
  process.env._X_AMZN_TRACE_ID = traceHeader(requestId); // as Lambda's Node.js runtime does
  try {
    send({ type: 'result', requestId, result: await handler(event, lambdaContext(requestId, deadline)) });
  } catch (error) {
    console.error(error);
    send({ type: 'error', requestId, message: String(error) });
  }
}

function lambdaContext(requestId: string, deadline: number): LambdaContext {
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
  return {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION ?? '',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${name}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function send(message: HostMessage): void {
  process.send?.(message);
}
