import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { GatewayFunctionOptions } from '../function/gateway-function-options';
import type { ReplyHandler } from '../reply-handlers/reply-handler';
import type { ReplyHandlerConfig } from '../reply-handlers/reply-handler-config';

/**
 * Passed to `ReplyMode.bind()` by the gateway. The function options are for functions that the mode creates.
 */
export interface ReplyModeBindOptions extends GatewayFunctionOptions {
  /** The reply handler. The mode binds it to the function that runs it. */
  readonly replyHandler: ReplyHandler;

  /** A scope of its own for the constructs that the reply handler creates. */
  readonly replyHandlerScope: Construct;

  /** The function that verifies and answers the requests. */
  readonly webhook: iam.IGrantable;

  /**
   * The secret with the auth token. `webhook` may read its value already.
   *
   * @default - the gateway has no auth token, but an `apiKeySecret`
   */
  readonly authTokenSecret?: secretsmanager.ISecret;

  /**
   * The secret with the API key for requests to Twilio. A function of the mode that makes such requests reads this
   * secret instead of the one with the auth token.
   *
   * @default - the auth token is used
   */
  readonly apiKeySecret?: secretsmanager.ISecret;

  /**
   * Environment variables for the function that runs the reply handler, in addition to those that the handler needs.
   */
  readonly environment: Record<string, string>;

  /**
   * Paths of files of this package that every function of the gateway needs at the top of its code, in addition to
   * those of the mode. Empty unless a feature such as `deduplication` needs some.
   */
  readonly additionalFiles: string[];

  /**
   * The log group of the webhook function, from the gateway's props. The built-in modes do not use it: the worker has
   * the `logGroup` of `ReplyMode.asynchronous()`.
   *
   * @default - a log group is created
   */
  readonly logGroup?: logs.ILogGroup;
}

/** Returned to the gateway by `ReplyMode.bind()`. */
export interface ReplyModeConfig {
  /** Answers the webhook. The webhook function gets this environment, and what it needs to verify requests. */
  readonly webhook: ReplyHandlerConfig;

  /**
   * The function that runs the reply handler.
   *
   * @default - the webhook function
   */
  readonly replyFunction?: lambda.Function;

  /**
   * The queue for messages that could not be answered.
   *
   * @default - no queue
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/** The files and the handler string of the function that runs the reply handler. */
export interface ReplyModeRuntime {
  readonly runtimeFiles: string[];
  readonly handler: string;
}

/** The `bind` of a built-in reply mode. */
export type BindReplyMode = (
  scope: Construct,
  options: ReplyModeBindOptions,
  runtime: ReplyModeRuntime,
) => ReplyModeConfig;
