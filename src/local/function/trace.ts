import { IncomingHttpHeaders } from 'node:http';

/**
 * The trace id of an invocation, of which the request id can be read again. Lambda's Node.js runtime puts one into `_X_AMZN_TRACE_ID`, and
 * the AWS SDK sends it with every call, so that an emulator knows which message a call belongs to.
 * Source: AWS X-Ray Developer Guide, "Tracing header"; AWS Lambda, "Recursive loop detection".
 *
 * @param requestId a UUID
 */
export function traceHeader(requestId: string): string {
  const digits = requestId.replaceAll('-', '');
  return `Root=1-${digits.slice(0, 8)}-${digits.slice(8)};Sampled=0`;
}

/** The request id in the headers of a call that the function made. None where they hold no trace id of ours. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const trace = /\bRoot=1-([0-9a-f]{8})-([0-9a-f]{24})\b/.exec(String(headers['x-amzn-trace-id'] ?? ''));
  return trace === null ? undefined : `${trace[1]}${trace[2]}`.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
