import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentOf, gatewayIn } from './synthesize';
import { ReplyHandler, ReplyHandlerBindOptions, ReplyHandlerConfig, ReplyMode, ReplyModeBindOptions, ReplyModeConfig } from '../src';

const folder = mkdtempSync(path.join(tmpdir(), 'validate-environment-'));
const entry = path.join(folder, 'reply.mjs');
writeFileSync(entry, 'export default () => "Hi";');

const MODES: Array<[string, () => ReplyMode]> = [['synchronous', ReplyMode.synchronous], ['asynchronous', () => ReplyMode.asynchronous()]];

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

describe('names of the gateway are refused', () => {
  const environment = { TWILIO_GATEWAY_WEBHOOK_URL: 'https://example.com/', OK: 'y' };

  test.each<[string, () => ReplyHandler]>([
    ['fromModule', () => ReplyHandler.fromModule(entry, { environment })],
    ['fromCode', () => ReplyHandler.fromCode(Code.fromAsset(folder), { environment })],
  ])('in %s, as soon as it is made', (name, make) => {
    expect(make).toThrow(`ReplyHandler.${name}: environment must not have names that start with TWILIO_GATEWAY_, which belong to the gateway, got TWILIO_GATEWAY_WEBHOOK_URL. `);
  });

  describe.each(MODES)('%s', (_, replyMode) => {
    test.each(['WEBHOOK_URL', 'SCHEME', 'REPLY_TO_OPT_OUT', 'SECRET_ARN', 'API_URL'])('in a handler of one\'s own: %s', (name) => {
      const replyHandler = new Wrapping(ReplyHandler.echo(), { [`TWILIO_GATEWAY_${name}`]: 'x' });

      expect(() => gatewayIn({ replyHandler, replyMode: replyMode() })).toThrow(
        `Stack/Sms/ReplyHandler: environment of the reply handler must not have names that start with TWILIO_GATEWAY_, which belong to the gateway, got TWILIO_GATEWAY_${name}. `);
    });

    test('but a handler of one\'s own may wrap one that passes messages on', () => {
      expect(() => gatewayIn((stack) => ({
        replyHandler: new Wrapping(ReplyHandler.toQueue(new sqs.Queue(stack, 'Queue'), { acknowledgement: 'Thanks' }), { OK: 'y' }),
        replyMode: replyMode(),
      }))).not.toThrow();
    });
  });

  test('in a mode of one\'s own, other than those that it was given', () => {
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
      'Stack/Sms: environment of the reply mode must not have names that start with TWILIO_GATEWAY_, which belong to the gateway, got TWILIO_GATEWAY_WEBHOOK_URL. ');
    expect(environmentOf(gatewayIn({ replyMode: modeWith({ OK: 'y' }), errorReply: 'Sorry', replyToOptOut: true }).template()))
      .toMatchObject({ OK: 'y', TWILIO_GATEWAY_ERROR_REPLY: 'Sorry' });
  });
});
