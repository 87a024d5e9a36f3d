import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Passed to `ReplyHandler.bind()` by the gateway. */
export interface ReplyHandlerBindOptions {
  /**
   * The function that runs the handler. Grant it what the handler needs: `table.grantReadData(options.gateway)`.
   */
  readonly gateway: iam.IGrantable;

  /**
   * The handler string of the function, such as `gateway.handler`. If the handler puts the gateway's files elsewhere,
   * as a layer does, it returns a handler string with another path.
   */
  readonly handler: string;

  /**
   * Paths of the files of this package that run a reply module in this gateway. A handler that returns `code` puts them
   * at the top of it under their own names.
   */
  readonly runtimeFiles: string[];
}

/** Returned to the gateway by `ReplyHandler.bind()`. */
export interface ReplyHandlerConfig {
  /**
   * The complete code of the function: `options.runtimeFiles` at its top and the reply module beside them.
   *
   * @default - only the gateway's own files, which contain the built-in `echo`
   */
  readonly code?: lambda.Code;

  /**
   * The module that answers: the built-in `echo`, or a path relative to the gateway's files, such as `./reply.mjs`. A
   * module answers with its default export or its export `reply`.
   *
   * @default 'echo'
   */
  readonly replyModule?: string;

  /**
   * Whether the module may call `context.fetchMedia`. If not, the function may not read the API key of the gateway.
   *
   * @default true
   */
  readonly fetchesMedia?: boolean;

  /**
   * The handler string of the function, if the gateway's files are not at the top of its code.
   *
   * @default - `options.handler`
   */
  readonly handler?: string;

  /**
   * Layers of the function.
   *
   * @default - none
   */
  readonly layers?: lambda.ILayerVersion[];

  /**
   * Environment variables that the handler needs. The gateway's `environment` overrides them. Names that start with
   * `TWILIO_GATEWAY_` are reserved: the gateway throws an error for them.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}

/** The `bind` of a reply handler. */
export type BindReplyHandler = (scope: Construct, options: ReplyHandlerBindOptions) => ReplyHandlerConfig;
