import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { matchesJsonPattern } from './json-pattern';

export interface FakeStack {
  readonly name: string;
  readonly status?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly template: object;
  /** Physical ids by logical id. */
  readonly physicalIds?: Readonly<Record<string, string>>;
}

interface SecretVersion {
  text: string;
  readonly stages: Set<string>;
}

/** The few calls of CloudFormation, Lambda, Secrets Manager and CloudWatch Logs that the commands make, on loopback. */
export class AwsServer {
  static async start(): Promise<AwsServer> {
    const server = new AwsServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  readonly stacks: FakeStack[] = [];
  /** Environments of functions, by name. */
  readonly functions = new Map<string, object>();
  /** Log groups of the functions, by their name. */
  readonly functionLogGroups = new Map<string, string>();
  /** Versions of the secret with the auth token, the oldest first. */
  readonly versions: SecretVersion[] = [];
  /** Versions of other secrets, by ARN. */
  readonly otherSecrets = new Map<string, SecretVersion[]>();
  /** Lines of JSON. A log group is there from its first line on. */
  readonly logLines: { readonly logGroup: string; readonly timestamp: number; readonly message: string }[] = [];
  /** Names of the operations. */
  readonly calls: string[] = [];
  /** Rejects an operation with this error. */
  readonly failures = new Map<string, { readonly code: string; readonly message?: string }>();

  /** Denies a call as IAM does. @default - every call is allowed */
  isAllowed?: (action: string, resource: string) => boolean;

  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.answer(request, Buffer.concat(chunks).toString(), response));
    });
  }

  /** For `AWS_ENDPOINT_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The value of the secret at a stage. */
  secretAt(stage: string, arn?: string): string | undefined {
    return this.versionsOf(arn).find(({ stages }) => stages.has(stage))?.text;
  }

  putSecret(text: string, stages: readonly string[] = ['AWSCURRENT'], arn?: string): void {
    const versions = this.versionsOf(arn);
    stages.forEach((stage) => versions.forEach((version) => version.stages.delete(stage)));
    versions.push({ text, stages: new Set(stages) });
  }

  private versionsOf(arn: string | undefined): SecretVersion[] {
    return this.otherSecrets.get(arn ?? '') ?? this.versions;
  }

  reset(): void {
    [this.stacks, this.versions, this.logLines, this.calls].forEach((list) => (list.length = 0));
    this.failures.clear();
    this.isAllowed = undefined;
    this.otherSecrets.clear();
    this.functions.clear();
    this.functionLogGroups.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ headers, method, url }: IncomingMessage, body: string, response: ServerResponse): void {
    if (method === 'GET') return this.answerLambda(decodeURIComponent(/^\/2015-03-31\/functions\/([^/]+)\/configuration$/.exec(url!)?.[1] ?? ''), response);
    const target = headers['x-amz-target'] as string | undefined;
    const isQuery = target === undefined;
    const input: Record<string, any> = isQuery ? Object.fromEntries(new URLSearchParams(body)) : JSON.parse(body);
    const operation: string = isQuery ? input.Action : target.split('.')[1];
    this.calls.push(operation);
    const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1];
    // Each region has a service of its own
    const isElsewhere = input.SecretId !== undefined && input.SecretId.split(':')[3] !== region;
    const failure = this.failures.get(operation) ?? this.denial(operation, input) ?? (isElsewhere ? { code: 'ResourceNotFoundException', message: `none in ${region}` } : undefined);
    const result = failure ?? this.perform(operation, input);
    if ('code' in result) {
      const { code, message = '' } = result;
      const text = isQuery ? `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>` : JSON.stringify({ __type: code, message });
      return void response.writeHead(400, { 'content-type': isQuery ? 'text/xml' : 'application/x-amz-json-1.1' }).end(text);
    }
    const text = isQuery ? `<${operation}Response><${operation}Result>${result.xml}</${operation}Result></${operation}Response>` : JSON.stringify(result);
    response.writeHead(200, { 'content-type': isQuery ? 'text/xml' : 'application/x-amz-json-1.1' }).end(text);
  }

  private answerLambda(name: string, response: ServerResponse): void {
    this.calls.push('GetFunctionConfiguration');
    const isThere = this.functions.has(name) || this.functionLogGroups.has(name);
    const missing = isThere ? undefined : { code: 'ResourceNotFoundException', message: `Function not found: ${name}` };
    const failure = this.failures.get('GetFunctionConfiguration')
      ?? this.denial('GetFunctionConfiguration', { FunctionName: name }) ?? missing;
    const headers = { 'content-type': 'application/json' };
    if (failure === undefined) {
      return void response.writeHead(200, headers).end(JSON.stringify({
        FunctionName: name,
        Environment: this.functions.get(name),
        LoggingConfig: { LogGroup: this.functionLogGroups.get(name) },
      }));
    }
    response.writeHead(400, { ...headers, 'x-amzn-errortype': failure.code }).end(JSON.stringify({ Message: failure.message }));
  }

  private denial(operation: string, input: Record<string, any>): { code: string; message: string } | undefined {
    const [service, resource] = resourceOf(operation, input);
    if (this.isAllowed?.(`${service}:${operation}`, resource) !== false) return undefined;
    const code = service === 'cloudformation' ? 'AccessDenied' : 'AccessDeniedException';
    return { code, message: `not authorized to perform: ${service}:${operation} on resource: ${resource}` };
  }

  /** One stack a page. */
  private deletedPage(page: number): string {
    const deleted = this.stacks.filter(({ status }) => status === 'DELETE_COMPLETE');
    const members = deleted.slice(page, page + 1).map(({ name }) => `<member><StackName>${name}</StackName><StackId>${arnOf(name)}</StackId><StackStatus>DELETE_COMPLETE</StackStatus></member>`);
    return `<StackSummaries>${members.join('')}</StackSummaries>${page + 1 < deleted.length ? `<NextToken>${page + 1}</NextToken>` : ''}`;
  }

  private perform(operation: string, input: Record<string, any>): Record<string, any> {
    // One that was deleted is found by its ARN only.
    const stack = this.stacks.find(({ name, status }) => arnOf(name) === input.StackName || (name === input.StackName && status !== 'DELETE_COMPLETE'));
    switch (operation) {
      case 'DescribeStacks':
      case 'GetTemplate':
      case 'DescribeStackResource': return stack === undefined
        ? { code: 'ValidationError', message: `Stack with id ${input.StackName} does not exist` }
        : { xml: stackXml(operation, stack, input.LogicalResourceId) };
      case 'ListStacks': return { xml: this.deletedPage(Number(input.NextToken ?? 0)) };
      case 'GetSecretValue': {
        const text = this.secretAt(input.VersionStage, input.SecretId);
        return text === undefined ? { code: 'ResourceNotFoundException', message: 'no such version' } : { ARN: input.SecretId, SecretString: text, VersionStages: [input.VersionStage] };
      }
      case 'PutSecretValue': {
        this.putSecret(input.SecretString, input.VersionStages, input.SecretId);
        return { ARN: input.SecretId };
      }
      case 'FilterLogEvents': {
        const lines = this.logLines.filter(({ logGroup }) => logGroup === input.logGroupName);
        if (lines.length === 0) return { code: 'ResourceNotFoundException', message: 'The specified log group does not exist.' };
        const matches = (message: string) => matchesJsonPattern(input.filterPattern, JSON.parse(message));
        return { events: lines.filter(({ timestamp, message }) => timestamp >= input.startTime && matches(message)) };
      }
      default: return { code: 'UnknownOperationException', message: operation };
    }
  }
}

/** The service, and the ARN that IAM compares with a policy. Source: AWS, "Service Authorization Reference". */
function resourceOf(operation: string, input: Record<string, any>): [service: string, resource: string] {
  const place = 'eu-west-1:123456789012';
  if (operation === 'ListStacks') return ['cloudformation', '*'];
  if (operation === 'FilterLogEvents') return ['logs', `arn:aws:logs:${place}:log-group:${input.logGroupName}:log-stream:`];
  if (operation === 'GetFunctionConfiguration') return ['lambda', `arn:aws:lambda:${place}:function:${input.FunctionName}`];
  if (input.SecretId !== undefined) return ['secretsmanager', input.SecretId];
  const { StackName: name = '' } = input;
  return ['cloudformation', name.startsWith('arn:') ? name : arnOf(name)];
}

export function arnOf(stack: string): string {
  return `arn:aws:cloudformation:eu-west-1:123456789012:stack/${stack}/00000000`;
}

function stackXml(operation: string, { name, status = 'CREATE_COMPLETE', outputs = {}, template, physicalIds = {} }: FakeStack, logicalId: string): string {
  if (operation === 'GetTemplate') return `<TemplateBody>${escape(JSON.stringify(template))}</TemplateBody>`;
  if (operation === 'DescribeStackResource') {
    return `<StackResourceDetail><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${physicalIds[logicalId] ?? logicalId}</PhysicalResourceId></StackResourceDetail>`;
  }
  const members = Object.entries(outputs).map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${escape(value)}</OutputValue></member>`).join('');
  return `<Stacks><member><StackName>${name}</StackName><StackId>${arnOf(name)}</StackId><StackStatus>${status}</StackStatus><Outputs>${members}</Outputs></member></Stacks>`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
