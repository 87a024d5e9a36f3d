import * as fs from 'node:fs';
import { request as send } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { ACCOUNT_SID, AUTH_TOKEN, FOLDER } from './cloud';
import type { ReplyMessage } from '../../src/shared/reply-contract';
import { type SharedKeyOptions, signedRequest } from '../../src/testing/signed-request';
import type { InboundFields } from '../../src/testing/twilio-parameters';
import { twimlMessages } from '../../src/testing/twiml-messages';
import { TwilioApiServer } from '../support/twilio-api-server';
import { TwilioMediaServer } from '../support/twilio-media-server';
import { TwilioNumbersServer } from '../support/twilio-numbers-server';

/** What a webhook answers to Twilio. */
export interface WebhookAnswer {
  readonly status: number;
  readonly messages: readonly ReplyMessage[];
}

/** The auth token or the SharedKey that signs a message. */
export type SigningKey = string | SharedKeyOptions;

/** Twilio on loopback, with https and its real names. It sends messages, and the functions and the CLI call it. */
export class Twilio {
  static async start(): Promise<Twilio> {
    const twilio = new Twilio(
      await TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN),
      await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN),
      await TwilioMediaServer.start(ACCOUNT_SID, AUTH_TOKEN),
    );
    await new Promise<void>((resolve) => twilio.server.listen(0, '127.0.0.1', resolve));
    const file = process.env.LOOPBACK_FILE!;
    const { port } = twilio.server.address() as AddressInfo;
    const names = ['twilio.com', 'twiliocdn.com'].map((end) => [end, port]);
    fs.writeFileSync(file, JSON.stringify([...JSON.parse(fs.readFileSync(file, 'utf8')), ...names]));
    return twilio;
  }

  /** The hosts that were called. */
  readonly hosts = new Set<string>();
  private readonly server: Server;

  private constructor(
    readonly messages: TwilioApiServer,
    readonly numbers: TwilioNumbersServer,
    readonly media: TwilioMediaServer,
  ) {
    const [key, cert] = ['key.pem', 'certificate.pem'].map((file) => fs.readFileSync(path.join(FOLDER, file)));
    this.server = createServer({ key, cert }, (request, response) => {
      const { method, url = '', headers } = request;
      this.hosts.add(headers.host ?? '');
      request.pipe(send(this.emulatorOf(headers.host ?? '', url), { method, path: url, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }).on('error', () => response.destroy()));
    });
  }

  /** Sends a message to a webhook. A fragment of its URL is for Twilio itself, which neither sends nor signs it. */
  async text(webhookUrl: string, message: InboundFields, key: SigningKey = AUTH_TOKEN): Promise<WebhookAnswer> {
    const url = webhookUrl.replace(/#.*/, '');
    const fields = typeof message === 'string' ? { body: message } : message;
    const options = { url, ...(typeof key === 'string' ? { authToken: key } : { sharedKey: key }) };
    const response = await fetch(url, signedRequest({ accountSid: ACCOUNT_SID, ...fields }, options));
    const text = await response.text();
    return { status: response.status, messages: response.status === 200 ? twimlMessages(text) : [] };
  }

  /** What those who called Twilio did wrong. */
  get violations(): readonly string[] {
    return [...this.messages.violations, ...this.numbers.violations];
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await Promise.all([this.messages.close(), this.numbers.close(), this.media.close()]);
  }

  /** Which of the emulators has what is asked for. */
  private emulatorOf(host: string, url: string): string {
    if (host.endsWith('twiliocdn.com') || url.includes('/Media/')) return this.media.url;
    return url.includes('/Messages.json') ? this.messages.url : this.numbers.url;
  }
}
