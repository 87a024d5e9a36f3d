import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bindEcho } from './reply-handlers/echo';

/** What a reply handler gets when it is bound to a gateway. */
export interface ReplyHandlerBindOptions {
  /**
   * The function in which the handler runs: grant it what the handler needs, as in `table.grantReadData(options.gateway)`.
   */
  readonly gateway: iam.IGrantable;
}

/** What a gateway needs to know of its reply handler. */
export interface ReplyHandlerConfig {
  /**
   * The whole code of the function: the gateway's own files (`assets/gateway` of this package) and the reply module
   * beside them.
   *
   * @default - the gateway's own files, which answer with what is built in
   */
  readonly code?: lambda.Code;

  /**
   * What answers: `echo`, which is built in, or the path of a module relative to the gateway's files, such as
   * `./reply.mjs`. A module answers with its default export or its export `reply`.
   *
   * @default 'echo'
   */
  readonly replyModule?: string;

  /**
   * Environment variables that the handler needs. The gateway's own variables and those of its `environment` go first.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}

/**
 * What answers the texts that a `TwilioSmsGateway` receives.
 *
 * Extend this class to make a handler of your own: `bind` returns data, and the gateway creates the function from it.
 */
export abstract class ReplyHandler {
  /** Sends every text back to its sender exactly as it came, and the media of an MMS with it. */
  public static echo(): ReplyHandler {
    return new BuiltInReplyHandler(bindEcho);
  }

  /**
   * Called once for each gateway that uses this handler.
   *
   * @param scope a scope of the handler's own, for what it creates
   * @param options what the gateway gives
   */
  public abstract bind(scope: Construct, options: ReplyHandlerBindOptions): ReplyHandlerConfig;
}

/** Here and not in a file beside the bind functions: a subclass that its base's file imports crashes on load. */
class BuiltInReplyHandler extends ReplyHandler {
  public constructor(public readonly bind: ReplyHandler['bind']) {
    super();
  }
}
