import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { AuthTokenRotation } from './auth-token/auth-token-rotation';
import type { Deduplication } from './deduplication/deduplication';
import type { GatewayFunctionOptions } from './function/gateway-function-options';
import type { WebhookAliasOptions } from './function/webhook-alias';
import type { MessageSource } from './phone-numbers/message-source';
import type { ReplyHandler } from './reply-handlers/reply-handler';
import type { ReplyMode } from './reply-modes/reply-mode';
import type { SuspiciousMessages } from './suspicious-messages';
import type { TwilioRegion } from './twilio-region';
import type { WebhookEndpoint } from './webhook-endpoints/webhook-endpoint';

/** Properties of a `TwilioSmsGateway`. */
export interface TwilioSmsGatewayProps extends GatewayFunctionOptions {
  /**
   * Answers the messages.
   *
   * @default ReplyHandler.echo() - every message is sent back to its sender
   */
  readonly replyHandler?: ReplyHandler;

  /**
   * When messages are answered: in the response to Twilio's request, or later by a worker.
   *
   * @default ReplyMode.synchronous() - in the response, within the 15 seconds that Twilio waits
   */
  readonly replyMode?: ReplyMode;

  /**
   * The secret with the auth token of the Twilio account that owns the number: `{"accountSid": "AC...", "authToken":
   * "..."}`, or only the token. The gateway gets permission to read its value and, if the secret has a KMS key, to
   * decrypt with that key. The secret may be in another region. A secret of another account needs your own KMS key, and
   * the policies of secret and key must allow this account (`secretsmanager:GetSecretValue`, `kms:Decrypt`). Import
   * such a secret with its complete ARN and the key: `Secret.fromSecretAttributes`.
   *
   * @default - a secret is created, and messages are rejected until you store the token in it. With both
   * `signingKeySecret` and `apiKeySecret` none is created, and the gateway works without an auth token
   */
  readonly authTokenSecret?: secretsmanager.ISecret;

  /**
   * The secret with the SharedKey with which Twilio signs webhooks instead of the auth token: `{"accountSid": "AC...",
   * "sharedKeyId": "webhooks_sharedkey_...", "sharedKey": "...", "algorithm": "HMAC_SHA256"}`. The gateway gets the
   * same permissions as for `authTokenSecret`. Signatures of the auth token are still accepted if there is one, so that
   * both kinds may arrive while you switch over. Without `apiKeySecret` the auth token is still needed, for requests to
   * Twilio's REST API.
   *
   * SharedKeys are a public beta of Twilio, and not for HIPAA or PCI workloads.
   * Source: Twilio, "Sign webhooks with shared keys".
   *
   * @default - only the auth token verifies messages
   */
  readonly signingKeySecret?: secretsmanager.ISecret;

  /**
   * The secret with an API key of the Twilio account: `{"accountSid": "AC...", "apiKeySid": "SK...", "apiKeySecret":
   * "..."}`. The key is used for all requests to Twilio's REST API: replies of asynchronous mode, `context.fetchMedia`
   * and `phoneNumbers`. The functions that make these requests may then not read the auth token. A Standard key is
   * enough. A Restricted key needs the permissions for what the gateway does: create messages, read media, read and
   * update phone numbers and Messaging Services.
   *
   * The format is that of AWS's managed external secret type `TwilioApiKey`, so that AWS Secrets Manager can rotate the
   * key. The functions pick up a new key without a deployment.
   * Source: AWS Secrets Manager, "Twilio API Key".
   *
   * @default - the auth token is used
   */
  readonly apiKeySecret?: secretsmanager.ISecret;

  /**
   * Secrets with more auth tokens that verify messages, in the format of `authTokenSecret`. At most 3. Use them while
   * numbers move from one region or account of Twilio to another: each region signs with an auth token of its own. The
   * webhook function reads each of them as it reads `authTokenSecret`. Requests to Twilio, such as asynchronous
   * replies, never use them.
   *
   * @default - only the auth token of `authTokenSecret` verifies messages
   */
  readonly additionalAuthTokenSecrets?: secretsmanager.ISecret[];

  /**
   * The region of Twilio that processes the messages. Asynchronous replies, downloads of attachments, `phoneNumbers`
   * and the command line tool use its API. The auth token or API key must be one of this region: others are rejected.
   * Each number must have this region as its active messaging region.
   *
   * @default TwilioRegion.US1
   */
  readonly twilioRegion?: TwilioRegion;

  /**
   * Lets AWS Secrets Manager rotate the auth token, as a managed external secret of type `TwilioAuthToken`. This works
   * only for the secret that the gateway creates. The secret must hold `accountSid` and `authToken` before the first
   * rotation. The gateway picks up each new token without a deployment.
   *
   * **It rotates the token of the whole Twilio account.** Everything else that uses the token fails afterwards unless
   * it reads this secret: other gateways, REST clients, the Twilio CLI. API keys are not affected.
   *
   * The authors could not test this against AWS. Try it with a test account first. Nobody has verified yet that:
   *
   * - rotation can be added to a deployed gateway (it sets the secret's `Type`)
   * - AWS accepts the start value of a new secret of this type
   * - `AWSPENDING` holds the new token before Twilio signs with it
   *
   * @default - the token changes only when you store another one
   */
  readonly authTokenRotation?: AuthTokenRotation;

  /**
   * The API that Twilio calls.
   *
   * @default WebhookEndpoint.httpApi() - an HTTP API with the route `POST /sms` is created
   */
  readonly endpoint?: WebhookEndpoint;

  /**
   * The URL that Twilio calls, if it differs from the endpoint's own: with a proxy, a CDN, or a domain that the
   * endpoint does not know. It must be exactly the URL that is set at Twilio, because Twilio signs that URL: its query
   * string must have the same spelling and order. Give an absolute `https` URL without credentials. If this URL has a
   * query string, the query string of the request is ignored. The URL may have a fragment with Twilio's connection
   * overrides (`#rc=2`), which is not signed. A host in upper case, an international host and a URL without a path are
   * tried in their normal form, too.
   *
   * @default - the endpoint's URL
   */
  readonly webhookUrl?: string;

  /**
   * Phone numbers and Messaging Services of the Twilio account that the stack points at the gateway. At most 25. The
   * stack configures them last. Removing an entry, or the stack, restores the previous settings unless they were
   * changed in the meantime. The deployment fails if a number has another webhook, unless `overwrite` is set.
   *
   * Needs an `apiKeySecret`, or an `authTokenSecret` with `accountSid` and the auth token. It must hold them before the
   * stack is deployed.
   *
   * @default - none: point a number at the gateway with `connect` of the command line tool, or in the Twilio Console
   */
  readonly phoneNumbers?: MessageSource[];

  /**
   * The reply to the sender when the reply handler fails or runs out of time. In asynchronous mode it is sent after the
   * last attempt. 1 to 1,600 characters.
   *
   * @default - the webhook answers 500, and Twilio calls the number's fallback URL. In asynchronous mode the sender
   * gets no reply
   */
  readonly errorReply?: string;

  /**
   * Whether the gateway replies to a message that opts its sender out. Twilio rejects such a reply (error 21610).
   *
   * @default false - the reply is suppressed
   */
  readonly replyToOptOut?: boolean;

  /**
   * Whether a reply that is too long is truncated. The last message that is sent then ends with "...", and the log line
   * has `"truncated": true`. A response to Twilio holds 10 messages of 1,600 characters and 64 kB. In asynchronous mode
   * a reply may have 64,000 characters and 80 messages.
   *
   * @default false - a reply that is too long is an error: the sender gets `errorReply`, if it is set
   */
  readonly truncateLongReply?: boolean;

  /**
   * Answers each message once. `{}` turns deduplication on. A message that Twilio delivers again gets the same reply,
   * and the reply handler does not run again. A captured message that somebody replays gets no new reply. A DynamoDB
   * table remembers messages for 400 days and replies for an hour. Twilio is told to retry by `#rc=2&rp=5xx,ct,rt` at
   * the end of the webhook URL. A `webhookUrl` that has a fragment, or is a token, is not changed: append these
   * overrides yourself.
   *
   * @default - every delivery of a message is answered, duplicates included
   */
  readonly deduplication?: Deduplication;

  /**
   * How to handle a message whose parameters look as if somebody had moved characters between them, which Twilio's
   * signature does not reveal. A parameter that Twilio adds tomorrow may look the same, so this is a choice between
   * losing genuine messages one day and trusting requests that somebody captured. A message that is proven to be
   * repartitioned is always rejected. With `deduplication`, so is every copy of a message that came before.
   *
   * @default SuspiciousMessages.ACCEPT - it is answered, logged and counted by `metricSuspicious`
   */
  readonly suspiciousMessages?: SuspiciousMessages;

  /**
   * Removal policy of the created secret. It applies when the gateway is removed from the stack, or the stack is
   * deleted.
   *
   * @default RemovalPolicy.RETAIN - the secret is kept
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Time-out of the webhook function, in whole seconds. 1 second to 15 minutes, but Twilio waits only 15 seconds.
   *
   * @default Duration.seconds(15)
   */
  readonly timeout?: Duration;

  /**
   * Reserves this concurrency for the webhook function. Requests above it are throttled, and Twilio does not retry
   * them: it calls the number's fallback URL. A warning at synth says so. To limit the worker of asynchronous mode, use
   * its `maxConcurrency`, which rejects no message.
   *
   * @default - the function shares the account's unreserved concurrency
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * Lets the API invoke the webhook function through an alias of its current version, `gateway.webhookAlias`. `{}`
   * creates the alias. Use it for provisioned concurrency, which avoids cold starts, for auto scaling and for gradual
   * deployments with AWS CodeDeploy.
   *
   * @default - the API invokes the function without a version
   */
  readonly webhookAlias?: WebhookAliasOptions;

  /**
   * Environment variables for the reply handler. No secrets: everybody who can view the function can read them. Names
   * that start with `TWILIO_GATEWAY_` are reserved. Lambda accepts 4,096 bytes in all, including those that the gateway
   * sets, such as the one for `errorReply`.
   *
   * @default - only the variables of the gateway and its reply handler
   */
  readonly environment?: Record<string, string>;

  /**
   * The log group of the webhook function.
   *
   * @default - a log group is created that keeps its lines for a month and is removed with the stack
   */
  readonly logGroup?: logs.ILogGroup;
}
