import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { httpApiEvent } from '../../src/local/http-api/request-to-event';
import { readBody } from '../../src/local/server/read-body';
import { LambdaProcess } from '../support/lambda-process';

/** Told before a request is passed on, and after. */
export type Gate = (when: 'before' | 'after', what: string) => void;

/** What moto does not play: an API in front of the function, on https, the function itself, and its way into the log. */
export class HttpsFrontEnd {
  /** @param folder for the certificate, which clients have to be told of (`NODE_EXTRA_CA_CERTS`) */
  static async start(folder: string): Promise<HttpsFrontEnd> {
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((file) => path.join(folder, file));
    const { status } = spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
      '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate]);
    if (status !== 0) throw new Error('openssl is needed to make a certificate.');
    const frontEnd = new HttpsFrontEnd(certificate, readFileSync(key), readFileSync(certificate));
    await new Promise<void>((resolve) => frontEnd.server.listen(0, '127.0.0.1', resolve));
    return frontEnd;
  }

  gate?: Gate;
  private readonly server: Server;
  private lambda?: LambdaProcess;
  private logGroup = '';
  private logged = 0;

  private constructor(readonly certificate: string, key: Buffer, cert: Buffer) {
    this.server = createServer({ key, cert }, async (request, response) => {
      const body = await readBody(request, 1_000_000) ?? Buffer.alloc(0);
      this.gate?.('before', 'webhook');
      const { response: answer = { statusCode: 500, body: '' } } = await this.lambda!.invoke(httpApiEvent(request, body, new Date()));
      await this.passOnLog();
      this.gate?.('after', 'webhook');
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    });
  }

  get webhookUrl(): string {
    return `https://localhost:${(this.server.address() as AddressInfo).port}/sms`;
  }

  /** Puts a function behind it. */
  async serve(assetFolder: string, environment: Readonly<Record<string, string>>, logGroup: string): Promise<void> {
    await this.lambda?.stop();
    const { AWS_ENDPOINT_URL = '', AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
    this.lambda = await LambdaProcess.start(assetFolder, {
      ...environment, AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    this.logGroup = logGroup;
    this.logged = 0;
    await new CloudWatchLogsClient().send(new CreateLogStreamCommand({ logGroupName: logGroup, logStreamName: 'function' })).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.lambda?.stop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async passOnLog(): Promise<void> {
    const lines = this.lambda!.printed.split('\n').filter((line) => line !== '');
    const fresh = lines.slice(this.logged);
    this.logged = lines.length;
    if (fresh.length === 0) return;
    await new CloudWatchLogsClient().send(new PutLogEventsCommand({
      logGroupName: this.logGroup,
      logStreamName: 'function',
      logEvents: fresh.map((message) => ({ message, timestamp: Date.now() })),
    }));
  }
}
