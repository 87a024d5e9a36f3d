import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, LOOPBACK } from './loopback-server';
import { readBody } from './read-body';
import { LocalSecretStore } from './secret-store';

/** A local server in the place of AWS. */
export interface AwsStandIn {
  readonly endpoint: string;
  /** Whoever does not sign with it is refused: other programs of this machine must not read the token. */
  readonly accessKeyId: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Plays `secretsmanager:GetSecretValue` on loopback and refuses everything else by name. As AWS, but stricter: the version stage must be given.
 * Source: AWS Secrets Manager API Reference, "GetSecretValue"; Smithy, "AWS JSON 1.1 protocol".
 */
export async function startSecretsManager(store: LocalSecretStore): Promise<AwsStandIn> {
  const accessKeyId = `LOCAL${randomBytes(10).toString('hex').toUpperCase()}`;
  const server = await listenOnLoopback(0, () => (request, response) => {
    answer(request, store, accessKeyId).then((result) => send(response, result), () => response.destroy());
  });
  return { endpoint: `http://${LOOPBACK}:${server.port}`, accessKeyId, close: server.close };
}

async function answer(request: IncomingMessage, store: LocalSecretStore, accessKeyId: string): Promise<Answer> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (!request.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${accessKeyId}/`)) {
    return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const target = request.headers['x-amz-target'];
  if (request.method !== 'POST' || target !== 'secretsmanager.GetSecretValue') {
    return refuse('NotImplemented', `The local gateway does not play ${target ?? `${request.method} ${request.url}`}: only secretsmanager.GetSecretValue.`);
  }
  return getSecretValue(parse(body), store);
}

function getSecretValue(input: Readonly<Record<string, unknown>>, store: LocalSecretStore): Answer {
  const { SecretId: secretId, VersionStage: stage } = input;
  if (typeof secretId !== 'string' || typeof stage !== 'string') {
    return refuse('InvalidParameterException', 'The local gateway needs SecretId and VersionStage.');
  }
  const version = store.find(secretId, stage);
  if (version === undefined) {
    return refuse('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for staging label: ${stage}`);
  }
  return {
    status: 200,
    body: {
      ARN: version.arn,
      Name: version.arn.split(':').at(-1)?.replace(/-[^-]{6}$/, ''),
      VersionId: version.versionId,
      VersionStages: version.versionStages,
      SecretString: version.secretString,
      CreatedDate: version.createdDate.getTime() / 1000,
    },
  };
}

function parse(body: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body?.toString('utf8') ?? ''));
  } catch {
    return {};
  }
}

function refuse(type: string, message: string): Answer {
  return { status: 400, body: { __type: type, message } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
