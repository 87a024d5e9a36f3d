import { randomUUID } from 'node:crypto';
import { request as send } from 'node:http';
import { type AwsCall, readAwsCall } from './aws-call';
import { ACCOUNT_SID, AUTH_TOKEN } from './messages';
import { parameterStore } from './parameter-store';
import { fromRoot } from './paths';
import { type Permission, permissionFor, roleOf } from './permissions';
import { TwilioNumbersServer } from './twilio-numbers-server';
import { type CloudAssembly, readCloudAssembly, type TemplateResource } from '../../src/local/assembly/cloud-assembly';
import { defineFunction, findFunction, type FunctionDefinition } from '../../src/local/assembly/function-definition';
import { findGateways, type GatewayDefinition } from '../../src/local/assembly/gateway-definition';
import { awsEmulators } from '../../src/local/emulators/aws-emulators';
import { startAwsServer } from '../../src/local/emulators/aws-server';
import { LocalSecret } from '../../src/local/emulators/local-secret';
import { findQueueFunction } from '../../src/local/emulators/queue-reader';
import { Queues } from '../../src/local/emulators/queues';
import { startTwilio } from '../../src/local/emulators/twilio-server';
import { GatewayEvents } from '../../src/local/events/gateway-events';
import { functionEnvironment } from '../../src/local/function/function-environment';
import { FunctionPool } from '../../src/local/function/function-pool';
import { functionRuntime } from '../../src/local/function/function-runtime';
import { secretArn } from '../../src/local/function/local-function';
import { listenOnLoopback, LOOPBACK } from '../../src/local/server/loopback-server';
import { readBody } from '../../src/local/server/read-body';
import { type InboundFields, signedRequest } from '../../src/testing';
import { requestEvent } from '../../src/testing/request-event';
import { twimlMessages } from '../../src/testing/twiml-messages';

const TOOLS = fromRoot('assets/cli');

/** A permission of a function's role that a call made use of. */
export interface Use {
  readonly roleId: string;
  readonly permission: Permission;
}

/** The secrets of all gateways of an app, with the same token. */
class Secrets extends LocalSecret {
  /** Empty if the secret has no accountSid. */
  accountSid = '';

  constructor(private readonly arns: readonly string[]) {
    super('', AUTH_TOKEN);
  }

  find(secretId: string, stage: string) {
    if (this.arns.includes(secretId)) this.rename(secretId);
    const found = super.find(secretId, stage);
    return found && { ...found, secretString: JSON.stringify({ accountSid: this.accountSid, authToken: AUTH_TOKEN }) };
  }
}

/**
 * The functions of a cloud assembly, each with only the permissions of its role's policies. A server between every
 * function and the emulators of AWS rejects calls that no policy allows, as AWS would, and records the permission of
 * each call.
 */
export class GuardedApp {
  static async start(directory: string): Promise<GuardedApp> {
    const assembly = readCloudAssembly(directory);
    const app = new GuardedApp(assembly);
    await app.listen();
    return app;
  }

  readonly gateways: readonly GatewayDefinition[];
  /** Uses of the roles' permissions. */
  readonly uses: Use[] = [];
  /** Calls that no policy allows. */
  readonly denied: AwsCall[] = [];
  /** Messages sent through Twilio's REST API. */
  readonly replies: string[] = [];
  readonly log: string[] = [];
  /** The account's numbers. */
  numbers!: TwilioNumbersServer;
  /** Whether Twilio's REST API takes the auth token. */
  twilioKnowsToken = true;

  private readonly pools = new Map<string, Promise<FunctionPool>>();
  private readonly running: { close(): Promise<void> }[] = [];
  private readonly parameters = parameterStore(new Map(), [], () => undefined);
  private secrets!: Secrets;
  private aws = { endpoint: '', accessKeyId: '' };
  private twilioUrl = '';

  private constructor(readonly assembly: CloudAssembly) {
    this.gateways = findGateways(assembly);
  }

  /** Sends a text as Twilio would. */
  async text(
    gateway: GatewayDefinition,
    message: InboundFields,
  ): Promise<{ status: number; messages: readonly unknown[] }> {
    const event = requestEvent(signedRequest(message, { authToken: AUTH_TOKEN }));
    const { statusCode: status, body } = await this.invoke(gateway, event) as { statusCode: number; body: string };
    return { status, messages: status === 200 ? twimlMessages(body) : [] };
  }

  /** Asks the function of a custom resource, as CloudFormation would. */
  async request(resource: TemplateResource, event: unknown): Promise<unknown> {
    const functionId = (resource.Properties as any).ServiceToken['Fn::GetAtt'][0];
    const template = this.assembly.templates.find(({ template: { Resources = {} } }) =>
      Resources[functionId] !== undefined)!;
    this.secrets.accountSid = ACCOUNT_SID;
    return this.invoke(defineFunction(template, functionId, template.template.Resources![functionId]), event);
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map(async (part) => part.close()));
    await Promise.all([...this.pools.values()].map(async (pool) => (await pool).close()));
  }

  private async listen(): Promise<void> {
    const invoke = async (functionArn: string, requestId: string, event: unknown) =>
      this.invoke(findFunction(this.assembly, functionArn), event, requestId);
    this.secrets = new Secrets(this.gateways.map(secretArn));
    const queues = new Queues({
      findFunction: (url) => findQueueFunction(this.assembly, url),
      invoke,
      events: new GatewayEvents(),
    });
    const aws = await startAwsServer(awsEmulators({
      store: this.secrets,
      queues,
      invoke,
      isTable: () => true,
      events: new GatewayEvents(),
    }));
    this.numbers = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN);
    const twilio = await startTwilio({
      authTokens: () => (this.twilioKnowsToken ? [AUTH_TOKEN] : []),
      events: new GatewayEvents().on('call', ({ message }) => message && this.replies.push(message.body)),
    });
    this.aws = aws;
    this.twilioUrl = twilio.url;
    this.running.push(queues, aws, twilio, this.numbers);
  }

  private async invoke(
    definition: FunctionDefinition,
    event: unknown,
    requestId: string = randomUUID(),
  ): Promise<unknown> {
    const { logicalId } = definition;
    if (!this.pools.has(logicalId)) this.pools.set(logicalId, this.start(definition));
    return (await this.pools.get(logicalId)!).invoke(requestId, event);
  }

  private async start(definition: FunctionDefinition): Promise<FunctionPool> {
    const endpoint = await this.guard(definition.logicalId);
    return new FunctionPool({
      ...functionRuntime(definition.runtime, TOOLS),
      environment: {
        ...functionEnvironment(definition, { endpoint, accessKeyId: this.aws.accessKeyId, twilioUrl: definition.handler.startsWith('phone-numbers') ? this.numbers.url : this.twilioUrl }),
        TWILIO_GATEWAY_SCHEME: 'https',
      },
      timeoutSeconds: definition.timeoutSeconds,
      events: new GatewayEvents().on('log', ({ text }) => this.log.push(text)),
    }, 1);
  }

  /** The server that the function takes for AWS. */
  private async guard(functionId: string): Promise<string> {
    const role = roleOf(this.assembly, functionId);
    const server = await listenOnLoopback(0, () => async (request, response) => {
      const body = String(await readBody(request, 1_000_000) ?? '');
      const call = readAwsCall({ headers: request.headers, path: request.url ?? '', body });
      const permission = permissionFor(role, call);
      if (permission === undefined) {
        this.denied.push(call);
        response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': 'AccessDeniedException' })
          .end(JSON.stringify({ __type: 'AccessDeniedException', message: `not authorized to perform: ${call.action} on resource: ${call.resource}` }));
        return;
      }
      this.uses.push({ roleId: role.logicalId, permission });
      const { method, headers } = request;
      if (call.action.startsWith('ssm:')) {
        const answer = await this.parameters({ method: method!, path: request.url!, headers, body });
        return void response.writeHead(answer.status, answer.headers).end(answer.body);
      }
      send(`${this.aws.endpoint}${request.url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }).end(body);
    });
    this.running.push(server);
    return `http://${LOOPBACK}:${server.port}`;
  }
}
