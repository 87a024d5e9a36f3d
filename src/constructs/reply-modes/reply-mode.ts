import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { gatewayFiles } from '../code/gateway-code';
import { lambdaFiles } from '../code/lambda-files';
import type { GatewayFunctionOptions } from '../gateway-function-options';
import { AsynchronousReplyOptions, bindAsynchronous } from './asynchronous';
import { bindSynchronous } from './synchronous';
import { LAMBDA_HANDLER, WORKER_HANDLER } from '../../shared/env';
import type { ReplyHandler, ReplyHandlerConfig } from '../reply-handlers/reply-handler';

/** What a reply mode gets when it is bound to a gateway; the options of functions are for those that it creates. */
export interface ReplyModeBindOptions extends GatewayFunctionOptions {
  /** What answers the texts. The mode binds it to the function in which it is to run. */
  readonly replyHandler: ReplyHandler;

  /** A scope of the reply handler's own. */
  readonly replyHandlerScope: Construct;

  /** The function that verifies and answers the requests. */
  readonly webhook: iam.IGrantable;

  /** The secret with the auth token. Its value is readable by `webhook` already. */
  readonly authTokenSecret: secretsmanager.ISecret;

  /** What the function in which the reply handler runs needs in its environment, besides what the handler needs. */
  readonly environment: Record<string, string>;

  /**
   * Paths of files of this package that every function of the gateway needs at the top of its code, besides those of the mode.
   * Empty where the gateway is to do no more than verify and answer.
   */
  readonly additionalFiles: string[];

  /**
   * Where the webhook's function logs, as the gateway's props say. The built-in modes do not use it: a worker logs where the options of
   * `ReplyMode.asynchronous` say.
   *
   * @default - a log group is created
   */
  readonly logGroup?: logs.ILogGroup;
}

/** What a gateway needs to know of its reply mode. */
export interface ReplyModeConfig {
  /** What answers the webhook. Its environment is all that the webhook's function gets besides what it needs to verify. */
  readonly webhook: ReplyHandlerConfig;

  /**
   * The function in which the reply handler runs.
   *
   * @default - the webhook's function
   */
  readonly replyFunction?: lambda.Function;

  /**
   * Where the messages are that could not be answered.
   *
   * @default - nowhere
   */
  readonly deadLetterQueue?: sqs.IQueue;
}

/** When the texts are answered: at once, or later. */
export abstract class ReplyMode {
  /** The reply is the answer to Twilio's request. The reply handler has 13 seconds, less a cold start. */
  public static synchronous(): ReplyMode {
    return new BuiltInReplyMode(gatewayFiles(), LAMBDA_HANDLER, bindSynchronous);
  }

  /**
   * Twilio's request is answered at once, and a worker runs the reply handler and sends the reply through Twilio's REST API:
   * for answers that take longer than Twilio waits. The texts of one sender are answered in their order. A reply may be
   * sent twice, since Twilio has no way to say that two requests are the same; none is lost without a trace: what cannot be
   * answered is in a dead-letter queue.
   *
   * @param options what the sender gets at once, and how the worker runs
   */
  public static asynchronous(options: AsynchronousReplyOptions = {}): ReplyMode {
    return new BuiltInReplyMode(lambdaFiles('worker'), WORKER_HANDLER, (scope, bindOptions, mode) => bindAsynchronous(scope, options, bindOptions, mode));
  }

  /**
   * Paths of the files of this package that run a reply module in this mode.
   */
  public abstract readonly runtimeFiles: string[];

  /** Handler string of a function with these files. */
  public abstract readonly handler: string;

  /**
   * Called once for each gateway that uses this mode.
   *
   * @param scope a scope of the mode's own, for what it creates
   * @param options what the gateway gives
   */
  public abstract bind(scope: Construct, options: ReplyModeBindOptions): ReplyModeConfig;
}

/** Here and not in a file beside the bind functions: a subclass that its base's file imports crashes on load. */
class BuiltInReplyMode extends ReplyMode {
  public constructor(
    public readonly runtimeFiles: string[],
    public readonly handler: string,
    private readonly bindMode: (scope: Construct, options: ReplyModeBindOptions, mode: ReplyMode) => ReplyModeConfig,
  ) {
    super();
  }

  public bind(scope: Construct, options: ReplyModeBindOptions): ReplyModeConfig {
    return this.bindMode(scope, options, this);
  }
}
