import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { testContext, TestContext } from './support';
import { guardOutputs, GuardedContext } from '../../src/cli/terminal/guarded-context';
import { Prompts } from '../../src/cli/terminal/prompts';
import { canonicalParameters, isValidSignature } from '../../src/runtime/webhook/signature';
import { METADATA_KEY } from '../../src/shared/deployment-metadata';
import { AwsServer, FakeStack } from '../support/aws-server';
import {
  ACCOUNT_SID, API_KEY, API_KEY_SECRET_ARN, AUTH_TOKEN, SECRET_ARN, SHARED_KEY, SIGNING_KEY_SECRET_ARN,
} from '../support/messages';
import { TwilioNumbersServer } from '../support/twilio-numbers-server';

interface WebhookAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly text?: string;
}

/**
 * What a deployed gateway is made of, on loopback: AWS, Twilio, and a webhook that verifies with the token of the
 * secret.
 */
export class World {
  static async start(): Promise<World> {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' });
    delete process.env.AWS_PROFILE;
    const world = new World(await AwsServer.start(), await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN));
    await new Promise<void>((resolve) => world.webhook.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL = world.aws.url;
    return world;
  }

  /** Status of the webhook's answers, where it is not to verify. */
  answer?: WebhookAnswer;
  /** Told of each request to the webhook. */
  onText?: (body: string) => void;
  /** Told of the header of each request that names its SharedKey. */
  onSettings?: (header: string | undefined) => void;
  private readonly webhook: Server;

  private constructor(readonly aws: AwsServer, readonly twilio: TwilioNumbersServer) {
    this.webhook = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.onText?.(Buffer.concat(chunks).toString());
        const signature = request.headers['x-twilio-signature'] as string;
        const sharedKeyHeader = request.headers['x-twilio-webhooks-signature-settings'] as string | undefined;
        this.onSettings?.(sharedKeyHeader);
        const body = Buffer.concat(chunks).toString();
        const answer = this.answer ?? (sharedKeyHeader === undefined
          ? this.verify(request.url!, signature, body)
          : this.verifyWithSharedKey(request.url!, signature, body));
        const { status, contentType = 'text/xml', text = '' } = answer;
        response.writeHead(status, { 'content-type': contentType }).end(text);
      });
    });
  }

  get webhookUrl(): string {
    return `http://127.0.0.1:${(this.webhook.address() as AddressInfo).port}/sms`;
  }

  /** A deployed gateway with an empty secret, and an account with nothing in it. */
  reset(): void {
    this.answer = undefined;
    this.onText = undefined;
    this.onSettings = undefined;
    this.aws.reset();
    this.twilio.reset();
    this.aws.stacks.push(gatewayStack('Echo', this.webhookUrl));
    this.aws.putSecret('{"accountSid":"","authToken":"0123456789abcdeX"}');
  }

  /** A deployed gateway without an auth token. Its account has a Standard API key, which no secret holds yet. */
  resetWithoutToken(): void {
    this.reset();
    this.aws.stacks.length = this.aws.versions.length = 0;
    const outputs = { webhookUrl: 'Url', signingKeySecret: 'Signing', apiKeySecret: 'Api' };
    const stack = gatewayStack('Echo', this.webhookUrl, ['Gateway'], undefined, outputs);
    const arns = { Signing: SIGNING_KEY_SECRET_ARN, Api: API_KEY_SECRET_ARN };
    this.aws.stacks.push({ ...stack, outputs: { Url: this.webhookUrl, ...arns } });
    Object.values(arns).forEach((arn) => this.aws.otherSecrets.set(arn, []));
    this.aws.putSecret(JSON.stringify(SHARED_KEY), ['AWSCURRENT'], SIGNING_KEY_SECRET_ARN);
    this.twilio.apiKey = API_KEY;
  }

  context(env: Readonly<Record<string, string | undefined>> = {}): TestContext & GuardedContext {
    const context = testContext({
      env: {
        ...process.env,
        TWILIO_GATEWAY_API_URL: this.twilio.url,
        TWILIO_ACCOUNT_SID: ACCOUNT_SID,
        TWILIO_AUTH_TOKEN: AUTH_TOKEN,
        ...env,
      },
    });
    return { ...context, ...guardOutputs(context) };
  }

  async close(): Promise<void> {
    this.webhook.closeAllConnections();
    await Promise.all([this.aws.close(), this.twilio.close(), new Promise((resolve) => this.webhook.close(resolve))]);
  }

  private verify(
    path: string,
    signature: string,
    body: string,
  ): WebhookAnswer {
    const [authToken] = /\b[0-9a-f]{32}\b/.exec(this.aws.secretAt('AWSCURRENT') ?? '') ?? [];
    if (authToken === undefined) return { status: 503 };
    const signedParameters = canonicalParameters([...new URLSearchParams(body)]);
    const url = new URL(path, this.webhookUrl).href;
    if (!isValidSignature({ secret: authToken, signature, url, signedParameters })) return { status: 403 };
    return this.reply(body);
  }

  private verifyWithSharedKey(path: string, signature: string, body: string): WebhookAnswer {
    const { sharedKey, algorithm } = JSON.parse(this.aws.secretAt('AWSCURRENT', SIGNING_KEY_SECRET_ARN) ?? '{}');
    const url = new URL(path, this.webhookUrl).href;
    const form = Object.fromEntries(new URLSearchParams(body));
    return validateRequest(sharedKey, signature, url, form, algorithm) ? this.reply(body) : { status: 403 };
  }

  private reply(body: string): WebhookAnswer {
    const form = new URLSearchParams(body);
    if (form.get('GatewayProbe') === '1') return { status: 200, text: '<Response/>' };
    return { status: 200, text: `<Response><Message>${form.get('Body')}</Message></Response>` };
  }
}

/** A stack with a gateway in it, as the CDK would have deployed it. */
export function gatewayStack(
  name: string,
  webhookUrl: string,
  logicalIds: readonly string[] = ['Gateway'],
  phoneNumbers?: readonly unknown[],
  outputs: object = { webhookUrl: 'Url', authTokenSecret: 'Secret' },
) {
  return {
    name,
    outputs: { Url: webhookUrl, Secret: SECRET_ARN },
    template: {
      Resources: Object.fromEntries(
        logicalIds.map((logicalId) => [
          logicalId,
          {
            Type: 'AWS::Lambda::Function',
            Metadata: {
              'aws:cdk:path': `${name}/${logicalId}Construct/Function/Resource`,
              [METADATA_KEY]: {
                version: '1.2.3',
                webhookPath: '/sms',
                outputs,
                phoneNumbers,
              },
            },
          },
        ]),
      ),
    },
  };
}

/** A stack as the CDK synthesizes it. Every gateway in it has this webhook. */
export function synthesizedStack(name: string, webhookUrl: string, fill: (stack: Stack) => void): FakeStack {
  const stack = new Stack(new App({ context: { 'aws:cdk:enable-path-metadata': true } }), name);
  fill(stack);
  return deployed(name, webhookUrl, stack);
}

/** A stack as it is when it is deployed: the outputs have their values. */
export function deployed(name: string, webhookUrl: string, stack: Stack): FakeStack {
  const template = Template.fromStack(stack).toJSON();
  const outputs = Object.keys(template.Outputs ?? {}).map((output) => [
    output,
    output.includes('WebhookUrl') ? webhookUrl : SECRET_ARN,
  ]);
  return { name, template, outputs: Object.fromEntries(outputs) };
}

/** Answers in their order; what is asked is kept. Without answers nobody is there. */
export function scriptedPrompts(...answers: readonly unknown[]): Prompts & { readonly asked: string[] } {
  const asked: string[] = [];
  const rest = [...answers];
  const answer = async (message: string) => {
    asked.push(message);
    return rest.shift() as any;
  };
  return {
    asked,
    isInteractive: answers.length > 0,
    text: answer,
    confirm: answer,
    choose: async (message, choices) => {
      const wanted = await answer(message);
      return choices.find(({ name }) => name.startsWith(wanted))!.value;
    },
  };
}
