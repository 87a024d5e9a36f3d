import * as fs from 'node:fs';
import { request as send } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { ACCOUNT_SID, AUTH_TOKEN, FOLDER } from './cloud';
import { signedRequest } from '../../src/testing/signed-request';
import type { InboundFields } from '../../src/testing/twilio-parameters';
import { twimlMessages } from '../../src/testing/twiml-messages';
import { TwilioApiServer } from '../support/twilio-api-server';
import { TwilioMediaServer } from '../support/twilio-media-server';
import { TwilioNumbersServer } from '../support/twilio-numbers-server';

/** Twilio, under its real names, with https: what the functions and the CLI call, and who sends the messages. */
export class Twilio {
  static async start(): Promise<Twilio> {
    const [messages, numbers, media] = await Promise.all([
      TwilioApiServer.start(ACCOUNT_SID, AUTH_TOKEN),
      TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN),
      TwilioMediaServer.start(ACCOUNT_SID, AUTH_TOKEN),
    ]);
    const twilio = new Twilio(messages, numbers, media);
    await new Promise<void>((resolve) => twilio.server.listen(0, '127.0.0.1', resolve));
    const file = process.env.LOOPBACK_FILE!;
    const names = ['twilio.com', 'twiliocdn.com'].map((end) => [end, (twilio.server.address() as AddressInfo).port]);
    fs.writeFileSync(file, JSON.stringify([...JSON.parse(fs.readFileSync(file, 'utf8')), ...names]));
    return twilio;
  }

  /** The token that messages are signed with. */
  authToken = AUTH_TOKEN;
  private readonly server: Server;

  private constructor(
    readonly messages: TwilioApiServer,
    readonly numbers: TwilioNumbersServer,
    readonly media: TwilioMediaServer,
  ) {
    const [key, cert] = ['key.pem', 'certificate.pem'].map((file) => fs.readFileSync(path.join(FOLDER, file)));
    this.server = createServer({ key, cert }, (request, response) => {
      const { method, url: target = '', headers } = request;
      const isMedia = headers.host !== 'api.twilio.com' && headers.host !== 'messaging.twilio.com' || target.includes('/Media/');
      const to = new URL(isMedia ? `http://127.0.0.1:${(media.server.address() as AddressInfo).port}` : target.includes('/Messages.json') ? messages.url : numbers.url);
      request.pipe(send({ host: to.hostname, port: to.port, method, path: target, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }).on('error', () => response.destroy()));
    });
  }

  /** Sends a message to a webhook, as Twilio does. */
  async text(
    webhookUrl: string,
    message: InboundFields,
    authToken = this.authToken,
  ): Promise<{ status: number; messages: ReturnType<typeof twimlMessages> }> {
    // A fragment is for Twilio itself, which neither sends nor signs it.
    const url = webhookUrl.replace(/#.*/, '');
    const request = signedRequest({ accountSid: ACCOUNT_SID, ...(typeof message === 'string' ? { body: message } : message) }, { url, authToken });
    const response = await fetch(url, request);
    const text = await response.text();
    return { status: response.status, messages: response.status === 200 ? twimlMessages(text) : [] };
  }

  /** What the clients did wrong. */
  get violations(): readonly string[] {
    return [...this.messages.violations, ...this.numbers.violations];
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await Promise.all([
      new Promise((resolve) => this.server.close(resolve)),
      this.messages.close(),
      this.numbers.close(),
      this.media.close(),
    ]);
  }
}
