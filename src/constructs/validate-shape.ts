import { Construct } from 'constructs';
import type { AuthTokenRotation } from './auth-token/auth-token-rotation';
import type { Deduplication } from './deduplication/deduplication';
import type { WebhookAliasOptions } from './function/webhook-alias';
import type { TwilioSmsGatewayProps } from './twilio-sms-gateway-props';
import { isKind, type Kind } from './validation/kind';
import { assertKnownNames, kindOf, type NamesOf } from './validation/known-names';

const PROPS: NamesOf<TwilioSmsGatewayProps> = {
  additionalAuthTokenSecrets: true,
  apiKeySecret: true,
  architecture: true,
  authTokenRotation: true,
  authTokenSecret: true,
  deduplication: true,
  encryptionKey: true,
  endpoint: true,
  environment: true,
  errorReply: true,
  logGroup: true,
  memorySize: true,
  phoneNumbers: true,
  removalPolicy: true,
  replyHandler: true,
  replyMode: true,
  replyToOptOut: true,
  reservedConcurrentExecutions: true,
  securityGroups: true,
  signingKeySecret: true,
  suspiciousMessages: true,
  timeout: true,
  tracing: true,
  truncateLongReply: true,
  twilioRegion: true,
  vpc: true,
  vpcSubnets: true,
  webhookAlias: true,
  webhookUrl: true,
};

const ROTATION: NamesOf<AuthTokenRotation> = { automaticallyAfter: true, rotateImmediately: true };
const DEDUPLICATION: NamesOf<Deduplication> = { failureMode: true, removalPolicy: true, table: true };
const ALIAS: NamesOf<WebhookAliasOptions> = { provisionedConcurrentExecutions: true };

/** An attribute of a construct, or the type of a value, and what to write instead of it. */
type Advice = Readonly<Record<string, string>>;

const REPLY_HANDLER: Advice = {
  functionArn: 'ReplyHandler.fromFunction(fn)',
  queueArn: 'ReplyHandler.toQueue(queue)',
  topicArn: 'ReplyHandler.toTopic(topic)',
  eventBusArn: 'ReplyHandler.toEventBus(bus)',
  stateMachineArn: 'ReplyHandler.toStateMachine(stateMachine)',
  isInline: 'ReplyHandler.fromCode(code)',
  function: 'ReplyHandler.fromModule(path), with the function in a module of its own. Call a factory: echo()',
  string: 'ReplyHandler.text(body), or ReplyHandler.fromModule(path)',
  any: 'one of the factories of ReplyHandler, such as ReplyHandler.echo()',
};
const REPLY_MODE: Advice = {
  any: 'ReplyMode.synchronous() or ReplyMode.asynchronous()',
};
const ENDPOINT: Advice = {
  httpApiId: 'WebhookEndpoint.httpApi({ api })',
  restApiId: 'WebhookEndpoint.restApi({ api })',
  string: 'webhookUrl for the URL that Twilio calls',
  any: 'WebhookEndpoint.httpApi(), restApi() or functionUrl()',
};
const MESSAGE_SOURCE: Advice = {
  any: 'MessageSource.phoneNumber(number) or MessageSource.messagingService(sid)',
};

/**
 * Checks what TypeScript checks, for apps in plain JavaScript, and what TypeScript lets pass: every construct that has
 * a method `bind` looks like a reply handler.
 *
 * @throws Error for unknown props, and for objects of another kind than their prop takes
 */
export function validateShape(scope: Construct, props: TwilioSmsGatewayProps): void {
  const { path } = scope.node;
  assertKnownNames(path, props, PROPS);
  const { authTokenRotation, deduplication, webhookAlias, phoneNumbers } = props;
  if (authTokenRotation) { assertKnownNames(`${path}: authTokenRotation`, authTokenRotation, ROTATION); }
  if (deduplication) { assertKnownNames(`${path}: deduplication`, deduplication, DEDUPLICATION); }
  if (webhookAlias) { assertKnownNames(`${path}: webhookAlias`, webhookAlias, ALIAS); }

  assertKind(`${path}: replyHandler`, 'ReplyHandler', props.replyHandler, REPLY_HANDLER);
  assertKind(`${path}: replyMode`, 'ReplyMode', props.replyMode, REPLY_MODE);
  assertKind(`${path}: endpoint`, 'WebhookEndpoint', props.endpoint, ENDPOINT);
  if (phoneNumbers !== undefined && !Array.isArray(phoneNumbers)) {
    throw new Error(`${path}: phoneNumbers must be an array, got ${kindOf(phoneNumbers)}. Use [${MESSAGE_SOURCE.any}].`);
  }
  for (const source of phoneNumbers ?? []) {
    assertKind(`${path}: an entry of phoneNumbers`, 'MessageSource', source ?? null, MESSAGE_SOURCE);
  }
}

function assertKind(source: string, kind: Kind, value: unknown, advice: Advice): void {
  if (value === undefined || isKind(kind, value)) { return; }

  const key = Object.keys(advice).find((name) => typeof value === name || (isObject(value) && name in value));
  throw new Error(`${source} must be a ${kind}, got ${kindOf(value)}. Use ${advice[key ?? 'any']}.`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
