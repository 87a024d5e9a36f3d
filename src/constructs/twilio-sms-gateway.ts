import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AuthTokenRotation } from './auth-token/auth-token-rotation';
import { createAuthTokenSecret, grantReadAuthToken } from './auth-token/auth-token-secret';
import { echoCode, gatewayCode, gatewayFiles } from './code/gateway-code';
import { lambdaFiles } from './code/lambda-files';
import { withRetries } from './connection-overrides';
import { Deduplication, deduplicationEnvironment, deduplicationTable, grantDeduplication } from './deduplication';
import { createGatewayFunction, createGatewayRole } from './gateway-function';
import { GatewayFunctionOptions } from './gateway-function-options';
import { addGatewayOutputs } from './gateway-outputs';
import { keyBehind } from './keys/key-alias';
import { MonitoredGateway } from './monitoring/monitored-gateway';
import { createPhoneNumberResources } from './phone-numbers/phone-number-resources';
import type { MessageSource } from './phone-numbers/message-source';
import { checkCanBePointedAt, nameOf } from './phone-numbers/validate-phone-numbers';
import { ReplyHandler } from './reply-handlers/reply-handler';
import { ReplyMode, ReplyModeConfig } from './reply-modes/reply-mode';
import { rejectForeignNames } from './validate-environment';
import { validateProps } from './validation';
import { ECHO_MODULE, ERROR_REPLY_ENV, REPLY_MODULE_ENV, REPLY_TO_OPT_OUT_ENV, SECRET_ARN_ENV, WEBHOOK_URL_ENV } from '../shared/env';
import { WebhookEndpoint } from './webhook-endpoints/webhook-endpoint';

/** Properties of a `TwilioSmsGateway`. */
export interface TwilioSmsGatewayProps extends GatewayFunctionOptions {
  /**
   * What answers the texts.
   *
   * @default ReplyHandler.echo() - every text is sent back
   */
  readonly replyHandler?: ReplyHandler;

  /**
   * When the texts are answered: as the answer to Twilio's request, or later, by a worker.
   *
   * @default ReplyMode.synchronous() - at once, within the 15 seconds that Twilio waits
   */
  readonly replyMode?: ReplyMode;

  /**
   * The secret with the auth token of the Twilio account that owns the number: `{"accountSid": "AC...", "authToken": "..."}`,
   * or just the token. The gateway is allowed to read its value, and to decrypt with its key where it names one. It may be in another
   * region. In another account it needs a key of yours, and the policies of both the secret and the key have to let this account in
   * (`secretsmanager:GetSecretValue`, `kms:Decrypt`); give its complete ARN and the key: `Secret.fromSecretAttributes`.
   *
   * @default - a secret is created, and nothing is answered until you put the token into it
   */
  readonly authTokenSecret?: secretsmanager.ISecret;

  /**
   * Lets AWS Secrets Manager rotate the auth token by itself, as a managed external secret of the type `TwilioAuthToken`.
   * Only for the secret that the gateway creates, which must then hold `accountSid` and `authToken`. The gateway takes
   * over each new token by itself.
   *
   * **It rotates the token of the whole Twilio account.** Whatever else uses that token fails from then on unless it reads
   * this secret: other gateways, REST clients, the Twilio CLI. API keys are not affected.
   *
   * The authors could not try this against AWS. Not verified: that a gateway which is already deployed can get it later
   * (it sets the secret's `Type`), that AWS takes the start value of a new secret of this type, and that `AWSPENDING` holds
   * the new token before Twilio signs with it. Try it with a test account first.
   *
   * @default - the token stays until you put another one into the secret
   */
  readonly authTokenRotation?: AuthTokenRotation;

  /**
   * The API that Twilio calls.
   *
   * @default WebhookEndpoint.httpApi() - an HTTP API is created, with the route `POST /sms`
   */
  readonly endpoint?: WebhookEndpoint;

  /**
   * The URL that Twilio calls, where it is not the endpoint's own: with a proxy or a CDN in front of it, or a domain that
   * the endpoint does not know of. It must be exactly what is set at Twilio, since Twilio signs it: an absolute `https`
   * URL without credentials. A query string in it replaces the request's. A fragment with Twilio's connection overrides
   * (`#rc=2`) is allowed and is not signed.
   *
   * @default - the endpoint's URL
   */
  readonly webhookUrl?: string;

  /**
   * What the stack points at the gateway: numbers of the Twilio account, or Messaging Services. At most 25. They are set when all
   * else is there, and get back what they had when they are taken out again, or the stack is deleted; unless somebody has changed
   * them meanwhile. A webhook of something else is only replaced with `overwrite`.
   *
   * Needs an `authTokenSecret` that names its `accountSid` and holds the auth token when the stack is deployed.
   *
   * @default - none: `connect` of the command line tool points a number at the gateway, or you do
   */
  readonly phoneNumbers?: MessageSource[];

  /**
   * What the sender gets when the reply handler fails or runs out of time, in asynchronous mode after its last attempt.
   * 1 to 1,600 characters.
   *
   * @default - the webhook answers 500, and Twilio calls the number's fallback URL if it has one; in asynchronous mode nothing
   */
  readonly errorReply?: string;

  /**
   * Whether a text that opts the sender out is replied to. Twilio rejects such a reply (error 21610).
   *
   * @default false - the reply is suppressed
   */
  readonly replyToOptOut?: boolean;

  /**
   * Answers each text once: what Twilio delivers again gets the same reply, without the reply handler, and a captured text that
   * somebody sends again gets no other. A table in Amazon DynamoDB remembers the texts for 400 days and the replies for an hour, and
   * the webhook URL tells Twilio to try again when there was no answer, with `#rc=2&rp=5xx,ct,rt` at its end. A `webhookUrl` with a
   * fragment stays as it is, and so does one that is not known at synth, with a warning: end it so yourself. `{}` switches it on.
   *
   * @default - each request with a message is answered, also one that comes again
   */
  readonly deduplication?: Deduplication;

  /**
   * What becomes of the secret that the gateway creates when the gateway is removed from the stack.
   *
   * @default RemovalPolicy.RETAIN - the secret is kept
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How long the function may run, in whole seconds. 1 second to 15 minutes, but Twilio waits no longer than 15 seconds.
   *
   * @default Duration.seconds(15)
   */
  readonly timeout?: Duration;

  /**
   * How many texts the webhook's function may work on at the same time. They are set aside for it, so nothing else can use
   * them up. What comes beyond is turned away, and Twilio does not try again: it goes on to the number's fallback URL. So
   * there is a warning at synth. A worker is limited by `maxConcurrency` of the asynchronous mode, which turns nothing away.
   *
   * @default - as many as the account has left
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * More environment variables for the reply handler. No secrets: anyone who may see the function can read them. Names
   * that start with `TWILIO_GATEWAY_` belong to the gateway. With the gateway's own, `errorReply` among them, Lambda takes 4,096 bytes.
   *
   * @default - only those of the gateway and its reply handler
   */
  readonly environment?: Record<string, string>;

  /**
   * Where the function logs.
   *
   * @default - a log group is created, which keeps its lines for a month and is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;
}

/**
 * Receives texts sent to a Twilio number and answers them: an API that Twilio calls, a function that verifies Twilio's
 * signature and answers with TwiML, and the secret with the auth token that it verifies with.
 *
 * Grants to the gateway reach the function in which the reply handler runs: `table.grantReadData(gateway)`.
 *
 * @example
 * const gateway = new TwilioSmsGateway(this, 'Sms', {
 *   errorReply: 'Sorry, something went wrong here. Please try again later.',
 * });
 */
export class TwilioSmsGateway extends MonitoredGateway implements iam.IGrantable {
  /** The secret with the Twilio auth token. */
  public readonly authTokenSecret: secretsmanager.ISecret;

  /** The function that verifies the requests and answers them. */
  public readonly webhookFunction: lambda.Function;

  /** The function in which the reply handler runs: the `webhookFunction`, or in asynchronous mode the worker. */
  public readonly replyFunction: lambda.Function;

  /** In asynchronous mode, where the texts are that could not be answered: each for 14 days, with the reason in its attributes. */
  public readonly deadLetterQueue?: sqs.IQueue;

  /** Where `deduplication` is on, the table that remembers the texts. */
  public readonly deduplicationTable?: dynamodb.ITable;

  /** The URL to set at Twilio, as the webhook for incoming messages with HTTP POST. */
  public readonly webhookUrl: string;

  /** The principal of the function in which the reply handler runs. */
  public readonly grantPrincipal: iam.IPrincipal;

  /**
   * @param scope where the gateway belongs
   * @param id id of the gateway in its scope
   * @param props properties of the gateway, all optional
   */
  public constructor(scope: Construct, id: string, props: TwilioSmsGatewayProps = {}) {
    super(scope, id);
    validateProps(this, props);
    props = { ...props, encryptionKey: props.encryptionKey && keyBehind(props.encryptionKey) };

    this.authTokenSecret = props.authTokenSecret ?? createAuthTokenSecret(this, props);
    this.deduplicationTable = props.deduplication && deduplicationTable(this, props.deduplication, props.encryptionKey);
    const role = createGatewayRole(this);
    const { webhook, replyFunction, deadLetterQueue } = this.bindReply(props, role);
    this.webhookFunction = createGatewayFunction(this, {
      ...props,
      role,
      code: webhook.code ?? this.echoCode(),
      handler: webhook.handler,
      layers: webhook.layers,
      environment: { ...webhook.environment, ...this.environmentFor(props), [REPLY_MODULE_ENV]: webhook.replyModule ?? ECHO_MODULE },
    });
    this.replyFunction = replyFunction ?? this.webhookFunction;
    this.deadLetterQueue = deadLetterQueue;
    this.grantPrincipal = this.replyFunction.grantPrincipal;

    const endpoint = (props.endpoint ?? WebhookEndpoint.httpApi()).bind(new Construct(this, 'Endpoint'), {
      webhookFunction: this.webhookFunction,
      webhookUrl: props.webhookUrl,
      encryptionKey: props.encryptionKey,
      tracing: props.tracing,
    });
    const webhookUrl = props.webhookUrl ?? endpoint.webhookUrl;
    this.webhookUrl = props.deduplication ? withRetries(this, webhookUrl, props.webhookUrl !== undefined) : webhookUrl;
    if (props.webhookUrl !== undefined || endpoint.isUrlFixed) {
      this.webhookFunction.addEnvironment(WEBHOOK_URL_ENV, this.webhookUrl);
    }
    addGatewayOutputs(this, {
      webhookFunction: this.webhookFunction,
      webhookUrl: this.webhookUrl,
      webhookPath: endpoint.webhookPath,
      authTokenSecret: this.authTokenSecret,
      phoneNumbers: (props.phoneNumbers ?? []).map(nameOf),
    });

    grantReadAuthToken(this.authTokenSecret, role);
    for (const fn of new Set([this.webhookFunction, this.replyFunction])) {
      if (this.deduplicationTable) grantDeduplication(this.deduplicationTable, fn);
    }

    if (props.phoneNumbers?.length) {
      checkCanBePointedAt(this, endpoint);
      const dependencies = [...this.node.children, ...endpoint.dependencies ?? []];
      createPhoneNumberResources(new Construct(this, 'PhoneNumbers'), {
        phoneNumbers: props.phoneNumbers,
        webhookUrl: this.webhookUrl,
        authTokenSecret: this.authTokenSecret,
        encryptionKey: props.encryptionKey,
        dependencies,
      });
    }
  }

  private bindReply(props: TwilioSmsGatewayProps, webhook: iam.Role): ReplyModeConfig {
    const mode = props.replyMode ?? ReplyMode.synchronous();
    const environment = {
      ...props.environment,
      ...this.environmentFor(props),
      ...(props.errorReply !== undefined && { [ERROR_REPLY_ENV]: props.errorReply }),
    };
    const config = mode.bind(new Construct(this, 'Worker'), {
      ...props,
      replyHandler: props.replyHandler ?? ReplyHandler.echo(),
      replyHandlerScope: new Construct(this, 'ReplyHandler'),
      webhook,
      authTokenSecret: this.authTokenSecret,
      additionalFiles: this.deduplicationFiles(),
      environment,
    });
    rejectForeignNames(`${this.node.path}: environment of the reply mode`, config.webhook.environment, environment);
    return config;
  }

  /** What the webhook's function and the one in which the reply handler runs both need. */
  private environmentFor(props: TwilioSmsGatewayProps): Record<string, string> {
    return {
      [SECRET_ARN_ENV]: this.authTokenSecret.secretArn,
      ...(props.replyToOptOut && { [REPLY_TO_OPT_OUT_ENV]: 'true' }),
      ...(this.deduplicationTable && deduplicationEnvironment(this.deduplicationTable, props.deduplication!)),
    };
  }

  /** The bytes of every other echo gateway, and those of deduplication beside them where it is on. */
  private echoCode(): lambda.Code {
    return this.deduplicationTable ? gatewayCode(undefined, [...gatewayFiles(), ...this.deduplicationFiles()]) : echoCode();
  }

  private deduplicationFiles(): string[] {
    return this.deduplicationTable ? lambdaFiles('deduplication') : [];
  }
}
