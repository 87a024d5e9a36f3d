import { AwsError } from './aws-error';
import { AwsAnswer, AwsRequest, jsonError, Emulator } from './aws-server';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Takes an operation's input and gives its output. */
export type JsonOperation = (input: JsonObject, request: AwsRequest) => JsonObject | Promise<JsonObject>;

export interface JsonServiceProps {
  /** Prefix of `X-Amz-Target`, such as `AmazonSQS`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  /** The operations that are played, each with the members of its input that are known here. */
  readonly operations: Readonly<Record<string, { readonly members: readonly string[]; readonly handle: JsonOperation }>>;
}

/** A service that speaks AWS's JSON protocol. Source: Smithy, "AWS JSON 1.0 protocol" and "AWS JSON 1.1 protocol". */
export function jsonService({ target, version, operations }: JsonServiceProps): Emulator {
  const contentType = `application/x-amz-json-${version}`;
  return async (request): Promise<AwsAnswer> => {
    const [prefix, name = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const operation = prefix === target && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (request.method !== 'POST' || operation === undefined) {
      const wanted = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
      return jsonError(400, 'NotImplemented', `The local gateway does not emulate ${wanted}: only ${Object.keys(operations).map((known) => `${target}.${known}`).join(', ')}.`);
    }
    if (request.headers['content-type'] !== contentType) return jsonError(400, 'SerializationException', `The content type must be ${contentType}.`);
    try {
      const input = parse(request.body);
      const unknown = Object.keys(input).filter((member) => !operation.members.includes(member));
      if (unknown.length > 0) throw new AwsError('ValidationException', `The local gateway does not know ${unknown.join(', ')} of ${name}.`);
      return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(await operation.handle(input, request)) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return jsonError(error.status, error.code, error.message, error.members);
    }
  };
}

function parse(body: string): JsonObject {
  try {
    return Object(JSON.parse(body));
  } catch {
    throw new AwsError('SerializationException', 'The body is no JSON.');
  }
}
