import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { App, Stack } from 'aws-cdk-lib';
import { ReplyHandler, TwilioSmsGateway } from '../../src';
import { readCloudAssembly } from '../../src/local/assembly/cloud-assembly';
import { findGateways } from '../../src/local/assembly/gateway-definition';
import type { ReplyMessage } from '../../src/shared/reply-contract';
import { requestEvent } from '../../src/testing/request-event';
import { AUTH_TOKEN, signedRequest } from '../../src/testing/signed-request';
import type { InboundFields } from '../../src/testing/twilio-parameters';
import { twimlMessages } from '../../src/testing/twiml-messages';
import { LambdaProcess } from '../support/lambda-process';

/** A gateway whose synthesized asset runs in a process of its own, against the AWS of the environment. */
export class Deployed {
  /**
   * @param replyHandler bound in the stack, to any queue or bus
   * @param environment of the function: the real queue or bus instead
   */
  static async start(
    replyHandler: (stack: Stack) => ReplyHandler,
    environment: Readonly<Record<string, string>>,
  ): Promise<Deployed> {
    const outdir = mkdtempSync(path.join(tmpdir(), 'deployed-'));
    const stack = new Stack(new App({ outdir }), 'Stack');
    new TwilioSmsGateway(stack, 'Sms', { replyHandler: replyHandler(stack) });
    const [gateway] = findGateways(readCloudAssembly((stack.node.root as App).synth().directory));
    const { AWS_ENDPOINT_URL = '', AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
    const secret = await new SecretsManagerClient().send(new CreateSecretCommand({
      Name: randomUUID(),
      SecretString: AUTH_TOKEN,
    }));
    return new Deployed(await LambdaProcess.start(gateway.taskRoot, {
      ...gateway.environment,
      TWILIO_GATEWAY_SECRET_ARN: secret.ARN!,
      AWS_ENDPOINT_URL,
      AWS_REGION,
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...environment,
    }), outdir);
  }

  private constructor(private readonly process: LambdaProcess, private readonly outdir: string) {}

  get log() {
    return this.process.log;
  }

  /** Sends a text as Twilio would. */
  async text(message: InboundFields): Promise<{ status: number; messages: readonly ReplyMessage[] }> {
    const { response } = await this.process.invoke(requestEvent(signedRequest(message)));
    const { statusCode: status = 0, body = '' } = response ?? {};
    return { status, messages: status === 200 ? twimlMessages(body) : [] };
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.outdir, { recursive: true, force: true });
  }
}
