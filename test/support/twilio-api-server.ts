import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AcceptedMessage, createMessage, reject, TwilioAnswer } from '../../src/local/emulators/twilio-messages';

/** A fault of Twilio or of the network. */
export type TwilioFault =
  /** A rejection with this status, error code and `Retry-After`. */
  | { readonly status: number; readonly code: number; readonly message?: string; readonly retryAfter?: string }
  /** Accepts the message and closes the connection without an answer. */
  | 'acceptedButHangsUp'
  | 'hangsUp'
  /** Never answers. */
  | 'hangs'
  /** An answer that is no JSON. */
  | 'garbles';

export const FAULTS = {
  tooMany: { status: 429, code: 20429, message: 'Too Many Requests', retryAfter: '1' },
  queueFull: {
    status: 429,
    code: 21611,
    message: 'This From number has exceeded the maximum number of queued messages',
  },
  internal: { status: 500, code: 20500, message: 'Internal Server Error' },
  unavailable: { status: 503, code: 20503, message: 'Service Unavailable' },
  unsubscribed: { status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' },
  invalidNumber: { status: 400, code: 21211, message: "The 'To' number is not a valid phone number." },
} satisfies Record<string, TwilioFault>;

type FaultFor = (form: URLSearchParams) => TwilioFault | undefined;
const NO_FAULT: FaultFor = () => undefined;

/**
 * A strict emulator of Twilio's REST API on loopback. It takes messages as the OpenAPI description has them, checks the
 * credentials, and fails on demand.
 */
export class TwilioApiServer {
  static async start(accountSid: string, authToken: string): Promise<TwilioApiServer> {
    const server = new TwilioApiServer(accountSid, authToken);
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** Messages that Twilio would have sent, in the order in which they were accepted. */
  readonly accepted: AcceptedMessage[] = [];
  /** The form of each request. */
  readonly requests: URLSearchParams[] = [];
  /** An API key of the account. */
  apiKey?: { readonly apiKeySid: string; readonly apiKeySecret: string };
  /** The user name of each request whose credentials were looked at. */
  readonly users: string[] = [];
  /** Rejections that no test asked for. */
  readonly violations: string[] = [];
  /** Chooses the fault of a request. */
  faultFor: FaultFor = NO_FAULT;

  private readonly server: Server;

  private constructor(readonly accountSid: string, public authToken: string) {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { status, headers, text } = this.answer(request, Buffer.concat(chunks).toString());
        if (status === 0) return text === '' && request.socket.destroy();
        return response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
      });
    });
  }

  /** For `TWILIO_GATEWAY_API_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The accepted bodies for a number. */
  bodiesTo(to: string): readonly string[] {
    return this.accepted.filter((message) => message.to === to).map(({ body }) => body);
  }

  /** Forgets everything. */
  reset(): void {
    this.accepted.length = 0;
    this.requests.length = 0;
    this.violations.length = 0;
    this.users.length = 0;
    this.apiKey = undefined;
    this.faultFor = NO_FAULT;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** A status of 0 means no answer. */
  private answer(
    { method = '', url = '', headers }: IncomingMessage,
    body: string,
  ): { status: number; headers?: Record<string, string>; text: string } {
    const form = new URLSearchParams(body);
    this.requests.push(form);
    const fault = this.faultFor(form);
    if (typeof fault === 'object') {
      const { status, code, message = 'Error', retryAfter } = fault;
      return {
        status,
        headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
        text: JSON.stringify(reject(status, code, message).body),
      };
    }
    if (fault === 'hangsUp') return { status: 0, text: '' };
    if (fault === 'hangs') return { status: 0, text: 'never' };
    const answer = this.create(createMessage(
      { method, path: url, authorization: headers.authorization, contentType: headers['content-type'], body },
      (accountSid, user, password) => {
        this.users.push(user);
        return accountSid === this.accountSid && (user === accountSid
          ? password === this.authToken
          : user === this.apiKey?.apiKeySid && password === this.apiKey.apiKeySecret);
      },
    ));
    if (fault === 'acceptedButHangsUp') return { status: 0, text: '' };
    return { status: answer.status, text: fault === 'garbles' ? '<html>' : JSON.stringify(answer.body) };
  }

  private create(answer: TwilioAnswer): TwilioAnswer {
    if (answer.message) this.accepted.push(answer.message);
    else this.violations.push(`${answer.body.code}: ${answer.body.message}`);
    return answer;
  }
}
