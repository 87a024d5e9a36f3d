import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Aws } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ReplyHandler, ReplyHandlerBindOptions, ReplyHandlerConfig, ReplyMode, ReplyModeBindOptions, ReplyModeConfig } from '../../../src';
import { environmentOf, gatewayIn } from '../../support/synthesize';

const folder = mkdtempSync(path.join(tmpdir(), 'validate-environment-'));
const entry = path.join(folder, 'reply.mjs');
writeFileSync(entry, 'export default () => "Hi";');

const MODES: Array<{ name: string; replyMode: () => ReplyMode }> = [
  { name: 'synchronous', replyMode: ReplyMode.synchronous },
  { name: 'asynchronous', replyMode: () => ReplyMode.asynchronous() },
];

/** Returns what another handler does, with more in its environment. */
class Wrapping extends ReplyHandler {
  public constructor(private readonly inner: ReplyHandler, private readonly environment: Record<string, string>) {
    super();
  }

  public bind(scope: Construct, options: ReplyHandlerBindOptions): ReplyHandlerConfig {
    const config = this.inner.bind(scope, options);
    return { ...config, environment: { ...config.environment, ...this.environment } };
  }
}

describe('reserved names are rejected', () => {
  const environment = { TWILIO_GATEWAY_WEBHOOK_URL: 'https://example.com/', OK: 'y' };

  test.each<{ name: string; make: () => ReplyHandler }>([
    { name: 'fromModule', make: () => ReplyHandler.fromModule(entry, { environment }) },
    { name: 'fromCode', make: () => ReplyHandler.fromCode(Code.fromAsset(folder), { environment }) },
  ])('by ReplyHandler.$name as soon as it is created', ({ name, make }) => {
    expect(make).toThrow(`ReplyHandler.${name}: environment must not have names that start with TWILIO_GATEWAY_, which are reserved for the gateway, got TWILIO_GATEWAY_WEBHOOK_URL. `);
  });

  describe.each(MODES)('in $name mode', ({ replyMode }) => {
    test.each([
      'WEBHOOK_URL',
      'SCHEME',
      'REPLY_TO_OPT_OUT',
      'SECRET_ARN',
      'API_URL',
    ].map((name) => ({ name })))('in a user\'s reply handler: TWILIO_GATEWAY_$name', ({ name }) => {
      const replyHandler = new Wrapping(ReplyHandler.echo(), { [`TWILIO_GATEWAY_${name}`]: 'x' });

      expect(() => gatewayIn({ replyHandler, replyMode: replyMode() })).toThrow(
        `Stack/Sms/ReplyHandler: environment of the reply handler must not have names that start with TWILIO_GATEWAY_, which are reserved for the gateway, got TWILIO_GATEWAY_${name}. `);
    });

    test('but a user\'s reply handler may wrap one that sends messages to a target', () => {
      expect(() => gatewayIn((stack) => ({
        replyHandler: new Wrapping(ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue'), { acknowledgement: 'Thanks' }), { OK: 'y' }),
        replyMode: replyMode(),
      }))).not.toThrow();
    });
  });

  test('in a user\'s reply mode, other than those that it was given', () => {
    const inner = ReplyMode.synchronous();
    const modeWith = (more: Record<string, string>): ReplyMode => new class extends ReplyMode {
      public readonly runtimeFiles = inner.runtimeFiles;
      public readonly handler = inner.handler;
      public bind(scope: Construct, options: ReplyModeBindOptions): ReplyModeConfig {
        const { webhook } = inner.bind(scope, options);
        return { webhook: { ...webhook, environment: { ...webhook.environment, ...more } } };
      }
    }();

    expect(() => gatewayIn({ replyMode: modeWith({ TWILIO_GATEWAY_WEBHOOK_URL: 'x' }) })).toThrow(

      'Stack/Sms: environment of the reply mode must not have names that start with TWILIO_GATEWAY_, ' +
        'which are reserved for the gateway, got TWILIO_GATEWAY_WEBHOOK_URL. ');
    expect(environmentOf(gatewayIn({
      replyMode: modeWith({ OK: 'y' }),
      errorReply: 'Sorry',
      replyToOptOut: true,
    }).template()))
      .toMatchObject({ OK: 'y', TWILIO_GATEWAY_ERROR_REPLY: 'Sorry' });
  });
});

describe('an environment that is too large for Lambda is rejected at synth', () => {
  test('for the webhook function, with the names of the largest variables and without their values', () => {
    const { template } = gatewayIn({ errorReply: '語'.repeat(1600), environment: { SMALL: 'secret-value' } });

    expect(template).toThrow(/\[Stack\/Sms\/Function\] The environment must not have more than 4096 bytes, got at least 4\d\d\d\. The largest variables are TWILIO_GATEWAY_ERROR_REPLY 48\d\d, /);
    expect(template).toThrow(/Shorten them, /);
    expect(template).not.toThrow(/語|secret-value/);
  });

  test('for the worker too', () => {
    const { template } = gatewayIn({ errorReply: '語'.repeat(1600), replyMode: ReplyMode.asynchronous() });

    expect(template).toThrow(/\[Stack\/Sms\/Worker\/Function\] The environment/);
    expect(template).not.toThrow(/\[Stack\/Sms\/Function\]/);
  });

  test('with variables that are added later', () => {
    const { gateway, template } = gatewayIn();
    gateway.replyFunction.addEnvironment('LATER', 'x'.repeat(4096));

    expect(template).toThrow(/got at least 4\d\d\d\. The largest variables are LATER 41\d\d, /);
  });

  test('by the known part of a value with a token', () => {
    expect(gatewayIn({
      environment: { A: `${Aws.STACK_ID}${'x'.repeat(4096)}` },
    }).template).toThrow(/got at least 4\d\d\d\. The largest variables are A 41\d\d, /);
    expect(gatewayIn({ environment: { A: Aws.STACK_ID.repeat(500) } }).template).not.toThrow();
  });

  test('to the byte, counted as JSON as Lambda does', () => {
    // Beside it: the names TWILIO_GATEWAY_SECRET_ARN and TWILIO_GATEWAY_REPLY_MODULE with echo.
    const beside = Buffer.byteLength(JSON.stringify({
      TWILIO_GATEWAY_SECRET_ARN: '',
      TWILIO_GATEWAY_REPLY_MODULE: 'echo',
      A: '',
    }));
    const filled = (bytes: number) => gatewayIn({ environment: { A: 'x'.repeat(bytes - beside) } }).template;

    expect(filled(4096)).not.toThrow();
    expect(filled(4097)).toThrow('got at least 4097');
  });
});
