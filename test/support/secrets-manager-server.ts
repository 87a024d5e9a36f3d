import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What may go wrong with a read, as Secrets Manager says it, or as the network does. */
export const FAULTS = {
  throttled: { status: 400, type: 'ThrottlingException', message: 'Rate exceeded' },
  internal: { status: 500, type: 'InternalServiceError', message: 'An error occurred on the server side.' },
  unavailable: { status: 503, type: undefined, message: 'Service Unavailable' },
  denied: {
    status: 400,
    type: 'AccessDeniedException',
    message: 'User: arn:aws:sts::123456789012:assumed-role/r/f is not authorized to perform: secretsmanager:GetSecretValue on resource: Sms',
  },
  deniedByKms: { status: 400, type: 'AccessDeniedException', message: 'Access to KMS is not allowed' },
  undecryptable: { status: 400, type: 'DecryptionFailure', message: "Secrets Manager can't decrypt the protected secret text" },
  deleted: {
    status: 400,
    type: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
  },
  missing: { status: 400, type: 'ResourceNotFoundException', message: "Secrets Manager can't find the specified secret." },
  /** Takes the request and never answers. */
  hangs: undefined,
  /** Begins an answer and never ends it. */
  stalls: undefined,
  /** Closes the connection. */
  hangsUp: undefined,
  /** An answer that is no JSON. */
  garbles: undefined,
} as const;

export type Fault = keyof typeof FAULTS;

export interface StoredVersion {
  readonly versionId: string;
  /** Without it the secret is binary. */
  readonly secretString?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** One request that was right in every respect. */
export interface StoreRequest {
  readonly stage: string;
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
}

/**
 * A strict emulator for AWS Secrets Manager on loopback: it answers `GetSecretValue` with an explicit `VersionStage`,
 * correctly signed, and nothing else. What it rejects for a fault of the client's is kept in `violations`.
 */
export class SecretsManagerServer {
  static async start(secretId: string, secretAccessKey: string): Promise<SecretsManagerServer> {
    const store = new SecretsManagerServer(secretId, secretAccessKey);
    await new Promise<void>((resolve) => store.server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  readonly versions = new Map<string, StoredVersion>();
  readonly requests: StoreRequest[] = [];
  readonly violations: string[] = [];
  /** What goes wrong with the next reads. */
  fault?: Fault;
  /**
   * Whether a connection on which there was a request is dead: what comes on it later is reset, and counts as no
   * request.
   */
  dropsIdleConnections = false;

  private readonly server: Server;
  private readonly usedConnections = new WeakSet<Socket>();

  private constructor(private readonly secretId: string, private readonly secretAccessKey: string) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(request, Buffer.concat(chunks), response));
    });
  }

  /** For `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stores a version under a stage. */
  put(secretString: string | undefined, { stage = 'AWSCURRENT', versionId = 'version-1', createdAt = 1_700_000_000_000 } = {}): void {
    this.versions.set(stage, { secretString, versionId, createdAt });
  }

  /** Everything as new. */
  reset(): void {
    this.versions.clear();
    this.requests.length = 0;
    this.violations.length = 0;
    this.fault = undefined;
    this.dropsIdleConnections = false;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    if (this.dropsIdleConnections && this.usedConnections.has(request.socket)) {
      request.socket.resetAndDestroy();
      return;
    }
    this.usedConnections.add(request.socket);
    const violation = this.violationOf(request, body);
    if (violation) {
      this.violations.push(violation);
      return fail(response, { status: 400, type: 'ValidationException', message: violation });
    }
    const { VersionStage: stage } = JSON.parse(body.toString()) as { VersionStage: string };
    const accessKeyId = /Credential=([^/]+)/.exec(request.headers.authorization!)![1];
    this.requests.push({ stage, accessKeyId, sessionToken: request.headers['x-amz-security-token'] as string | undefined });
    if (this.fault) {
      return this.misbehave(this.fault, request, response);
    }
    const version = this.versions.get(stage);
    if (!version) {
      return fail(response, {
        status: 400,
        type: 'ResourceNotFoundException',
        message: `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
      });
    }
    respond(response, 200, {
      ARN: this.secretId,
      CreatedDate: version.createdAt / 1000,
      Name: 'Sms',
      ...(version.secretString === undefined ? { SecretBinary: 'AAEC' } : { SecretString: version.secretString }),
      VersionId: version.versionId,
      VersionStages: [stage],
    });
  }

  private misbehave(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
    const failure = FAULTS[fault];
    if (failure) {
      return fail(response, failure);
    }
    if (fault === 'hangsUp') {
      request.socket.destroy();
    } else if (fault === 'stalls') {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '1000' });
      response.write('{"ARN":');
    } else if (fault === 'garbles') {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('<html>');
    }
  }

  private violationOf(request: IncomingMessage, body: Buffer): string | undefined {
    const { method, url, headers } = request;
    if (method !== 'POST' || url !== '/') {
      return `${method} ${url} instead of POST /`;
    }
    if (headers['content-type'] !== 'application/x-amz-json-1.1') {
      return `content type ${headers['content-type']}`;
    }
    if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
      return `target ${headers['x-amz-target']}`;
    }
    const input = JSON.parse(body.toString()) as Record<string, unknown>;
    if (Object.keys(input).sort().join() !== 'SecretId,VersionStage') {
      return `input ${Object.keys(input).sort().join()} instead of SecretId,VersionStage`;
    }
    if (input.SecretId !== this.secretId) {
      return `another secret, ${String(input.SecretId)}`;
    }
    return this.isSigned(request, body) ? undefined : 'InvalidSignatureException: the AWS signature does not match';
  }

  /** AWS Signature Version 4. */
  private isSigned({ headers, method }: IncomingMessage, body: Buffer): boolean {
    const pattern = /^AWS4-HMAC-SHA256 Credential=[^/]+\/((\d{8})\/([^/]+)\/secretsmanager\/aws4_request), SignedHeaders=([^,]+), Signature=(\w+)$/;
    const match = pattern.exec(headers.authorization ?? '');
    if (!match || !match[4].split(';').includes('host')) {
      return false;
    }
    const [, scope, date, region, names, signature] = match;
    if (region !== this.secretId.split(':')[3]) {
      return false; // in each region there is another service, with other secrets
    }
    const canonicalHeaders = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`).join('');
    const canonical = [method, '/', '', canonicalHeaders, names, sha256(body)].join('\n');
    const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
    const key = [date, region, 'secretsmanager', 'aws4_request'].reduce(hmac, Buffer.from('AWS4' + this.secretAccessKey));
    return hmac(key, text).equals(Buffer.from(signature, 'hex'));
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(data: Buffer | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function fail(
  response: ServerResponse,
  { status, type, message }: { status: number; type: string | undefined; message: string },
): void {
  respond(response, status, type === undefined ? { message } : { __type: type, message });
}

function respond(response: ServerResponse, status: number, content: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(content));
}
