import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { additionalTokensEnvironment } from './auth-token/additional-auth-tokens';
import { createAuthTokenSecret, grantReadSecret } from './auth-token/auth-token-secret';
import { echoCode, gatewayCode, gatewayFiles } from './code/gateway-code';
import { lambdaFiles } from './code/lambda-files';
import { deduplicationEnvironment, deduplicationTable, grantDeduplication } from './deduplication/deduplication-table';
import { createGatewayFunction, createGatewayRole } from './function/gateway-function';
import { mergeEnvironment } from './function/merge-environment';
import { createWebhookAlias } from './function/webhook-alias';
import { addGatewayOutputs } from './gateway-outputs';
import { keyBehind } from './keys/key-alias';
import { MonitoredGateway } from './monitoring/monitored-gateway';
import { claimNumbers } from './phone-numbers/claimed-numbers';
import { createPhoneNumberResources } from './phone-numbers/phone-number-resources';
import { assertEndpointIsDeployed, nameOf } from './phone-numbers/validate-phone-numbers';
import { ReplyHandler } from './reply-handlers/reply-handler';
import type { ReplyHandlerConfig } from './reply-handlers/reply-handler-config';
import { ReplyMode } from './reply-modes/reply-mode';
import type { ReplyModeConfig } from './reply-modes/reply-mode-config';
import { SuspiciousMessages } from './suspicious-messages';
import type { TwilioSmsGatewayProps } from './twilio-sms-gateway-props';
import { validateProps } from './validate-props';
import { validateShape } from './validate-shape';
import { HANDLER_NAMES } from './validation/validate-environment';
import { withRetries } from './webhook-endpoints/connection-overrides';
import { WebhookEndpoint } from './webhook-endpoints/webhook-endpoint';
import type { WebhookEndpointConfig } from './webhook-endpoints/webhook-endpoint-config';
import {
  API_KEY_SECRET_ARN_ENV, ECHO_MODULE, ERROR_REPLY_ENV, REPLY_TO_OPT_OUT_ENV, SECRET_ARN_ENV,
  SIGNING_KEY_SECRET_ARN_ENV, SUSPICIOUS_MESSAGES_ENV, TRUNCATE_LONG_REPLY_ENV, TWILIO_REGION_ENV, WEBHOOK_URL_ENV,
} from '../shared/env';
import { regionInHost } from '../shared/region-in-host';

/**
 * Receives messages sent to a Twilio number and answers them. It consists of an API that Twilio calls, a function that
 * verifies Twilio's signature and answers with TwiML, and a secret with the auth token.
 *
 * Grants to the gateway apply to the function that runs the reply handler: `table.grantReadData(gateway)`.
 *
 * @example
 * const gateway = new TwilioSmsGateway(this, 'Sms', {
 *   errorReply: 'Sorry, something went wrong here. Please try again later.',
 * });
 */
export class TwilioSmsGateway extends MonitoredGateway implements iam.IGrantable {
  /** The secret with the Twilio auth token. Undefined with both `signingKeySecret` and `apiKeySecret`, unless given. */
  public readonly authTokenSecret?: secretsmanager.ISecret;

  /** The secret with the SharedKey with which Twilio signs, if one was given. */
  public readonly signingKeySecret?: secretsmanager.ISecret;

  /** The secret with the API key for requests to Twilio, if one was given. */
  public readonly apiKeySecret?: secretsmanager.ISecret;

  /** The function that verifies the requests and answers them. */
  public readonly webhookFunction: lambda.Function;

  /** The alias through which the API invokes `webhookFunction` (with the prop `webhookAlias` only). */
  public readonly webhookAlias?: lambda.Alias;

  /** The function that runs the reply handler: `webhookFunction`, or the worker in asynchronous mode. */
  public readonly replyFunction: lambda.Function;

  /**
   * The dead-letter queue (asynchronous mode only). Messages are kept for 14 days with the failure reason in their
   * attributes.
   */
  public readonly deadLetterQueue?: sqs.IQueue;

  /** The table that remembers handled messages (with `deduplication` only). */
  public readonly deduplicationTable?: dynamodb.ITable;

  /** The URL to set at Twilio as the webhook for incoming messages, with HTTP POST. */
  public readonly webhookUrl: string;

  /** The principal of the function that runs the reply handler. */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * @param scope parent of the gateway
   * @param id id of the gateway in its scope
   * @param props properties of the gateway, all optional
   */
  public constructor(scope: Construct, id: string, props: TwilioSmsGatewayProps = {}) {
    super(scope, id);
    validateShape(this, props);
    validateProps(this, props);
    props = { ...props, encryptionKey: props.encryptionKey && keyBehind(props.encryptionKey) };

    const { signingKeySecret, apiKeySecret } = props;
    this.signingKeySecret = signingKeySecret;
    this.apiKeySecret = apiKeySecret;
    const isTokenNeeded = !signingKeySecret || !apiKeySecret;
    this.authTokenSecret = props.authTokenSecret ?? (isTokenNeeded ? createAuthTokenSecret(this, props) : undefined);
    this.deduplicationTable = props.deduplication && deduplicationTable(this, props.deduplication, props.encryptionKey);
    const role = createGatewayRole(this);
    const { webhook, replyFunction, deadLetterQueue } = this.bindReply(props, role);
    this.webhookFunction = createGatewayFunction(this, {
      ...props,
      role,
      code: webhook.code ?? this.echoCode(),
      handler: webhook.handler,
      layers: webhook.layers,
      replyModule: webhook.replyModule ?? ECHO_MODULE,
      environment: { ...webhook.environment, ...additionalTokensEnvironment(props.additionalAuthTokenSecrets) },
    });
    this.webhookAlias = props.webhookAlias &&
      createWebhookAlias(this, this.webhookFunction, props.webhookAlias, props.reservedConcurrentExecutions);
    this.replyFunction = replyFunction ?? this.webhookFunction;
    this.deadLetterQueue = deadLetterQueue;
    this.grantPrincipal = this.replyFunction.grantPrincipal;

    const endpoint = (props.endpoint ?? WebhookEndpoint.httpApi()).bind(new Construct(this, 'Endpoint'), {
      webhookFunction: this.webhookAlias ?? this.webhookFunction,
      webhookUrl: props.webhookUrl,
      encryptionKey: props.encryptionKey,
      tracing: props.tracing,
    });
    const webhookUrl = props.webhookUrl ?? endpoint.webhookUrl;
    this.webhookUrl = props.deduplication ? withRetries(this, webhookUrl, props.webhookUrl !== undefined) : webhookUrl;
    if (props.webhookUrl !== undefined || endpoint.isUrlFixed) {
      this.webhookFunction.addEnvironment(WEBHOOK_URL_ENV, this.webhookUrl);
    }
    if (props.suspiciousMessages === SuspiciousMessages.REJECT) {
      this.webhookFunction.addEnvironment(SUSPICIOUS_MESSAGES_ENV, 'reject');
    }
    addGatewayOutputs(this, {
      webhookFunction: this.webhookFunction,
      webhookUrl: this.webhookUrl,
      webhookPath: endpoint.webhookPath,
      authTokenSecret: this.authTokenSecret,
      signingKeySecret,
      apiKeySecret,
      phoneNumbers: (props.phoneNumbers ?? []).map(nameOf),
      twilioRegion: regionOf(props),
    });

    const webhookApiKey = fetchesMedia(webhook) ? apiKeySecret : undefined;
    const verifying = [this.authTokenSecret, ...props.additionalAuthTokenSecrets ?? [], signingKeySecret];
    for (const secret of [...verifying, webhookApiKey]) {
      if (secret) { grantReadSecret(secret, role); }
    }
    for (const fn of new Set([this.webhookFunction, this.replyFunction])) {
      if (this.deduplicationTable) grantDeduplication(this.deduplicationTable, fn);
    }

    this.pointPhoneNumbersHere(props, endpoint);
  }

  /** Binds the reply mode. The environment in its result is the complete one of the webhook function. */
  private bindReply(props: TwilioSmsGatewayProps, webhook: iam.Role): ReplyModeConfig {
    const { path } = this.node;
    const own = this.ownEnvironment(props);
    const verifying = this.verifyingEnvironment();
    const environment = mergeEnvironment(`${path}: environment`, props.environment, {
      ...this.sendingEnvironment(),
      ...own,
      ...(props.errorReply !== undefined && { [ERROR_REPLY_ENV]: props.errorReply }),
    });
    const config = (props.replyMode ?? ReplyMode.synchronous()).bind(new Construct(this, 'Worker'), {
      ...props,
      replyHandler: props.replyHandler ?? ReplyHandler.echo(),
      replyHandlerScope: new Construct(this, 'ReplyHandler'),
      webhook,
      authTokenSecret: this.authTokenSecret,
      apiKeySecret: this.apiKeySecret,
      additionalFiles: this.deduplicationFiles(),
      environment,
    });
    const source = `${path}: environment of the reply mode`;
    const allowed = [...HANDLER_NAMES, ...Object.keys(environment)];
    const { [API_KEY_SECRET_ARN_ENV]: _, ...withoutApiKey } = config.webhook.environment ?? {};
    const given = fetchesMedia(config.webhook) ? config.webhook.environment : withoutApiKey;
    const webhookEnvironment = mergeEnvironment(source, given, { ...verifying, ...own }, allowed);
    return { ...config, webhook: { ...config.webhook, environment: webhookEnvironment } };
  }

  /** Variables of the webhook function: the secrets that verify messages. */
  private verifyingEnvironment(): Record<string, string> {
    return {
      ...(this.authTokenSecret && { [SECRET_ARN_ENV]: this.authTokenSecret.secretArn }),
      ...(this.signingKeySecret && { [SIGNING_KEY_SECRET_ARN_ENV]: this.signingKeySecret.secretArn }),
    };
  }

  /** Variables of the function that runs the reply handler: the secret for requests to Twilio. */
  private sendingEnvironment(): Record<string, string> {
    return this.apiKeySecret
      ? { [API_KEY_SECRET_ARN_ENV]: this.apiKeySecret.secretArn }
      : { [SECRET_ARN_ENV]: this.authTokenSecret!.secretArn };
  }

  /** Variables of the webhook function and of the one that runs the reply handler. */
  private ownEnvironment(props: TwilioSmsGatewayProps): Record<string, string> {
    const twilioRegion = regionOf(props);
    return {
      ...(twilioRegion !== undefined && { [TWILIO_REGION_ENV]: twilioRegion }),
      ...(props.replyToOptOut && { [REPLY_TO_OPT_OUT_ENV]: 'true' }),
      ...(props.truncateLongReply && { [TRUNCATE_LONG_REPLY_ENV]: 'true' }),
      ...(this.deduplicationTable && deduplicationEnvironment(this.deduplicationTable, props.deduplication!)),
    };
  }

  /** The same bytes for every echo gateway; with deduplication its files are added. */
  private echoCode(): lambda.Code {
    const files = this.deduplicationFiles();
    return files.length > 0 ? gatewayCode(undefined, [...gatewayFiles(), ...files]) : echoCode();
  }

  private deduplicationFiles(): string[] {
    return this.deduplicationTable ? lambdaFiles('deduplication') : [];
  }

  /** Comes last: the phone numbers wait for every other construct of the gateway. */
  private pointPhoneNumbersHere(props: TwilioSmsGatewayProps, endpoint: WebhookEndpointConfig): void {
    const { phoneNumbers, encryptionKey } = props;
    if (!phoneNumbers?.length) { return; }

    assertEndpointIsDeployed(this, endpoint);
    claimNumbers(this, phoneNumbers);
    const dependencies = [...this.node.children, ...endpoint.dependencies ?? []];
    createPhoneNumberResources(new Construct(this, 'PhoneNumbers'), {
      phoneNumbers,
      webhookUrl: this.webhookUrl,
      secrets: this,
      twilioRegion: regionOf(props),
      encryptionKey,
      dependencies,
    });
  }
}

/** Edge and region in the hosts of Twilio's APIs. Undefined for `us1`. */
function regionOf({ twilioRegion }: TwilioSmsGatewayProps): string | undefined {
  return twilioRegion && regionInHost(twilioRegion.regionName, twilioRegion.edge);
}

/** The built-in echo, fixed texts and targets download no attachments. */
function fetchesMedia({ replyModule = ECHO_MODULE, fetchesMedia: declared = true }: ReplyHandlerConfig): boolean {
  return declared && replyModule !== ECHO_MODULE;
}
