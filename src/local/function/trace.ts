import { IncomingHttpHeaders } from 'node:http';

/**
 * Makes a trace id that holds the request id of an invocation. Lambda's Node.js runtime puts a trace id into
 * `_X_AMZN_TRACE_ID`, and the AWS SDK sends it with every call. So an emulator knows which message caused a call.
 * Source: AWS X-Ray Developer Guide, "Tracing header"; AWS Lambda, "Recursive loop detection".
 *
 * @param requestId a UUID
 */
export function traceHeader(requestId: string): string {
  const digits = requestId.replaceAll('-', '');
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)};Sampled=0`;
}

/** Reads the request id from the headers of a function's call. Undefined if they hold no trace id of ours. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const trace = /\bRoot=1-([0-9a-f]{8})-([0-9a-f]{24})\b/.exec(String(headers['x-amzn-trace-id'] ?? ''));
  if (trace === null) return undefined;
  return `${trace[1]}${trace[2]}`.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
