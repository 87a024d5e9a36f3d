import { randomBytes } from 'node:crypto';
import { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { requestIdOf } from '../function/trace';
import { bindToLoopback } from '../server/loopback-server';
import { readBody } from '../server/read-body';

/** A request to an AWS service. */
export interface AwsRequest {
  readonly method: string;
  /** As it was sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The invocation of the gateway's function that it comes from, where that is known. */
  readonly requestId?: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Takes the place of one AWS service. */
export type Emulator = (request: AwsRequest) => AwsAnswer | Promise<AwsAnswer>;

/** A local server in the place of AWS. */
export interface AwsServer {
  readonly endpoint: string;
  /** Whoever does not sign with it is rejected: other programs of this machine must not read the token. */
  readonly accessKeyId: string;
  close(): Promise<void>;
}

/** A server whose address is known before its emulators are. */
export interface BoundAwsServer extends AwsServer {
  /** @param emulators by the name that the service signs with, such as `sqs` */
  serve(emulators: Readonly<Record<string, Emulator>>): void;
}

/** The largest of what the services take. Source: AWS Lambda, "Lambda quotas"; Amazon SQS has 1 MiB. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/**
 * Binds a server to loopback that takes the place of several AWS services. The signature of a request names its service.
 * Source: AWS Signature Version 4, "Elements of an AWS API request signature": credential scope.
 */
export async function bindAwsServer(): Promise<BoundAwsServer> {
  const accessKeyId = `LOCAL${randomBytes(10).toString('hex').toUpperCase()}`;
  const server = await bindToLoopback(0);
  return {
    endpoint: server.url,
    accessKeyId,
    serve: (emulators) => server.serve((request, response) => {
      answer(request, emulators, accessKeyId).then((result) => send(response, result), () => response.destroy());
    }),
    close: server.close,
  };
}

/** @param emulators by the name that the service signs with, such as `sqs` */
export async function startAwsServer(emulators: Readonly<Record<string, Emulator>>): Promise<AwsServer> {
  const server = await bindAwsServer();
  server.serve(emulators);
  return server;
}

async function answer(request: IncomingMessage, emulators: Readonly<Record<string, Emulator>>, accessKeyId: string): Promise<AwsAnswer> {
  const body = await readBody(request, MAX_BODY_BYTES);
  const [, key, service = ''] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request\b/.exec(request.headers.authorization ?? '') ?? [];
  if (key !== accessKeyId) return jsonError(400, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (body === undefined) return jsonError(413, 'RequestEntityTooLarge', `The local gateway takes at most ${MAX_BODY_BYTES} bytes.`);
  const emulator = Object.hasOwn(emulators, service) ? emulators[service] : undefined;
  if (emulator === undefined) return notEmulated(`the service ${service}`, service);
  return emulator({
    method: request.method ?? '',
    path: request.url ?? '/',
    headers: request.headers,
    body: body.toString('utf8'),
    requestId: requestIdOf(request.headers),
  });
}

/** In the form of AWS's JSON and REST protocols. Source: Smithy, "AWS JSON 1.1 protocol": operation error serialization. */
export function jsonError(status: number, type: string, message: string, members: object = {}): AwsAnswer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
    body: JSON.stringify({ __type: type, message, ...members }),
  };
}

/**
 * The answer to a call for which there is no emulator. Most services have an emulator, and the AWS SDKs find it by such a variable.
 * Source: AWS SDKs and Tools, "Service-specific endpoints".
 */
export function notEmulated(what: string, service: string): AwsAnswer {
  const variable = `AWS_ENDPOINT_URL_${service.toUpperCase().replace(/\W/g, '_')}`;
  return jsonError(400, 'NotImplemented', `The local gateway does not emulate ${what}. Give the function the address of one that runs on this machine, such as ${variable}=http://127.0.0.1:8000 in its environment.`);
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  response.writeHead(status, headers).end(body);
}
