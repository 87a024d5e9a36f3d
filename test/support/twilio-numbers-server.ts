import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newPage, oldPage, type Resource } from './twilio-pages';
import { TwilioWebhookConfiguration } from './twilio-webhook-configuration';

/** Answers instead of the server. `undefined` lets the server answer. */
export type Intercept = (request: {
  readonly method: string;
  readonly path: string;
}) => Promise<Failure | 'hangsUp' | undefined> | Failure | 'hangsUp' | undefined;

export interface Failure {
  readonly status: number;
  readonly code: number;
  readonly message?: string;
  readonly retryAfter?: number;
}

const ACCOUNT = { friendly_name: 'Test account', status: 'active', type: 'Full' };

/** Parameters that a list may have in its query. */
const QUERY = ['PageSize', 'Page', 'PageToken', 'PhoneNumber'];

/**
 * Parameters of an update, and the fields that they set.
 * Source: Twilio's OpenAPI description, `UpdateIncomingPhoneNumber` and `UpdateService`.
 */
const NUMBER_FIELDS: Readonly<Record<string, string>> = {
  SmsUrl: 'sms_url',
  SmsMethod: 'sms_method',
  SmsFallbackUrl: 'sms_fallback_url',
  SmsFallbackMethod: 'sms_fallback_method',
  SmsApplicationSid: 'sms_application_sid',
};
const SERVICE_FIELDS: Readonly<Record<string, string>> = {
  InboundRequestUrl: 'inbound_request_url',
  InboundMethod: 'inbound_method',
  FallbackUrl: 'fallback_url',
  FallbackMethod: 'fallback_method',
  UseInboundWebhookOnNumber: 'use_inbound_webhook_on_number',
};

/**
 * A strict emulator, on loopback, of the part of Twilio's REST API that `connect` and `phoneNumbers` use: Accounts,
 * IncomingPhoneNumbers and Messaging Services, as its OpenAPI description has them, with Twilio's errors. `violations`
 * has what a client does wrong.
 */
export class TwilioNumbersServer {
  static async start(accountSid: string, authToken: string): Promise<TwilioNumbersServer> {
    const server = new TwilioNumbersServer(accountSid, authToken);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  readonly account: Resource;
  /** A Standard API key, which may not read the account. */
  apiKey?: { readonly apiKeySid: string; readonly apiKeySecret: string };
  /** The user name of each request. */
  readonly users: string[] = [];
  readonly numbers: Resource[] = [];
  readonly services: Resource[] = [];
  readonly webhooks = new TwilioWebhookConfiguration();
  /** SIDs of the numbers in a service, by its SID. */
  readonly members = new Map<string, string[]>();
  /** `GET /path` and so on. */
  readonly requests: string[] = [];
  readonly violations: string[] = [];
  intercept?: Intercept;
  /** Called after a request has had its effect, before its answer is sent. */
  answered?: (request: { readonly method: string; readonly path: string }) => 'hangsUp' | void;

  private readonly server: Server;

  private constructor(
    readonly accountSid: string,
    public authToken: string,
  ) {
    this.account = { sid: accountSid, ...ACCOUNT, auth_token: authToken };
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void this.answer(request, Buffer.concat(chunks).toString(), response);
      });
    });
  }

  /** For `TWILIO_GATEWAY_API_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  addNumber(phoneNumber: string, settings: Resource = {}): Resource {
    const sid = `PN${String(this.numbers.length + 1).padStart(32, '0')}`;
    const number = {
      sid,
      account_sid: this.accountSid,
      phone_number: phoneNumber,
      friendly_name: phoneNumber,
      capabilities: { voice: true, sms: true, mms: true, fax: false },
      sms_url: '',
      sms_method: 'POST',
      sms_fallback_url: '',
      sms_fallback_method: 'POST',
      sms_application_sid: '',
      ...settings,
    };
    this.numbers.push(number);
    return number;
  }

  addService(name: string, settings: Resource = {}, ...members: Resource[]): Resource {
    const sid = `MG${String(this.services.length + 1).padStart(32, '0')}`;
    const service = {
      sid,
      account_sid: this.accountSid,
      friendly_name: name,
      inbound_request_url: null,
      inbound_method: 'POST',
      fallback_url: null,
      fallback_method: 'POST',
      use_inbound_webhook_on_number: false,
      ...settings,
    };
    this.services.push(service);
    this.members.set(sid, members.map((member) => member.sid));
    return service;
  }

  /** Forgets everything. */
  reset(): void {
    Object.assign(this.account, ACCOUNT, { auth_token: this.authToken });
    [this.numbers, this.services, this.requests, this.violations, this.users].forEach((list) => (list.length = 0));
    this.apiKey = undefined;
    this.members.clear();
    this.webhooks.reset();
    this.intercept = undefined;
    this.answered = undefined;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(
    { method = '', url = '', headers, socket }: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): Promise<void> {
    const { pathname, searchParams } = new URL(url, this.url);
    this.requests.push(`${method} ${pathname}`);
    const failure = await this.intercept?.({ method, path: pathname });
    if (failure === 'hangsUp') return void socket.destroy();
    if (failure !== undefined) return reject(response, failure);
    const given = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    this.users.push(given.split(':')[0]);
    if (!this.accepts(given, pathname)) {
      return reject(response, { status: 401, code: 20003, message: 'Authenticate' });
    }
    if (pathname.startsWith('/v1/Webhooks/')) {
      return this.answerJson({ method, path: pathname, query: searchParams, body, headers }, given, response);
    }
    if (method === 'POST' && !headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
      this.violations.push(`content type ${headers['content-type']}`);
    }
    const content = this.route(method, pathname, searchParams, new URLSearchParams(body));
    this.answered?.({ method, path: pathname });
    if (content === undefined) {
      const message = `The requested resource ${pathname} was not found`;
      return reject(response, { status: 404, code: 20404, message });
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
  }

  /** Twilio's newest API takes and gives JSON. It wants an API key. */
  private answerJson(
    { method, path, query, body, headers }: {
      readonly method: string;
      readonly path: string;
      readonly query: URLSearchParams;
      readonly body: string;
      readonly headers: IncomingHttpHeaders;
    },
    given: string,
    response: ServerResponse,
  ): void {
    if (given.startsWith('AC')) this.violations.push('an auth token for the webhook configuration API');
    if (method === 'POST' && headers['content-type'] !== 'application/json') {
      this.violations.push(`content type ${headers['content-type']}`);
    }
    const idempotencyKey = headers['idempotency-key'] as string | undefined;
    const { status, content } = this.webhooks.answer(
      { method, path, query, idempotencyKey, json: body === '' ? undefined : JSON.parse(body) },
    );
    if (this.answered?.({ method, path }) === 'hangsUp') return void response.destroy();
    response.writeHead(status, { 'content-type': 'application/json' })
      .end(content === undefined ? undefined : JSON.stringify(content));
  }

  private accepts(given: string, path: string): boolean {
    const isAccount = /\/Accounts\/AC\w{32}\.json$/.test(path);
    const { apiKeySid, apiKeySecret } = this.apiKey ?? {};
    return given === `${this.accountSid}:${this.authToken}`
      || (apiKeySid !== undefined && !isAccount && given === `${apiKeySid}:${apiKeySecret}`);
  }

  private route(method: string, path: string, query: URLSearchParams, form: URLSearchParams): Resource | undefined {
    const numbers = `/2010-04-01/Accounts/${this.accountSid}/IncomingPhoneNumbers`;
    const [, serviceSid, isMembers, memberSid] =
      /^\/v1\/Services\/(MG\w{32})(\/PhoneNumbers(?:\/(PN\w{32}))?)?$/.exec(path) ?? [];
    const [, numberSid] = path.startsWith(`${numbers}/`) ? (/\/(PN\w{32})\.json$/.exec(path) ?? []) : [];
    for (const name of query.keys()) if (!QUERY.includes(name)) this.violations.push(`query ${name}`);
    if (method === 'GET') {
      if (path === `/2010-04-01/Accounts/${this.accountSid}.json`) return this.account;
      if (path === `${numbers}.json`) {
        return oldPage(path, 'incoming_phone_numbers', this.matching(query.get('PhoneNumber')), query);
      }
      if (numberSid) return bySid(this.numbers, numberSid);
      if (path === '/v1/Services') return newPage(path, 'services', this.services, query);
      const members = this.members.get(serviceSid)?.map((sid) => ({ sid, service_sid: serviceSid }));
      if (memberSid) return bySid(members ?? [], memberSid);
      if (isMembers && members) return newPage(path, 'phone_numbers', members, query);
      return serviceSid && !isMembers ? bySid(this.services, serviceSid) : undefined;
    }
    if (method !== 'POST') return undefined;
    if (serviceSid && !isMembers) return this.update(bySid(this.services, serviceSid), SERVICE_FIELDS, form);
    return numberSid ? this.update(bySid(this.numbers, numberSid), NUMBER_FIELDS, form) : undefined;
  }

  /** Twilio also finds numbers of which the wanted one is a part. */
  private matching(phoneNumber: string | null): Resource[] {
    return this.numbers.filter((number) => number.phone_number.includes(phoneNumber ?? ''));
  }

  private update(
    resource: Resource | undefined,
    fields: Readonly<Record<string, string>>,
    form: URLSearchParams,
  ): Resource | undefined {
    for (const [name, value] of form) {
      if (fields[name] === undefined) this.violations.push(`parameter ${name}`);
      else if (/Method$/.test(name) && !['GET', 'POST'].includes(value)) this.violations.push(`${name} ${value}`);
      else if (resource) resource[fields[name]] = name === 'UseInboundWebhookOnNumber' ? value === 'true' : value;
    }
    return resource;
  }
}

function bySid(resources: readonly Resource[], wanted: string): Resource | undefined {
  return resources.find(({ sid }) => sid === wanted);
}

function reject(response: ServerResponse, { status, code, message = 'Error', retryAfter }: Failure): void {
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  response.writeHead(status, { 'content-type': 'application/json', ...wait })
    .end(JSON.stringify({ code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status }));
}
