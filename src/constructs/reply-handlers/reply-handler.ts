import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { bindEcho } from './echo';
import { bindFromCode, FromCodeOptions } from './from-code';
import { bindFromFunction } from './from-function';
import { bindFromModule, FromModuleOptions } from './from-module';
import { TargetOptions } from './target-options';
import { bindText } from './text';
import { bindToEventBus, EventBusTargetOptions } from './to-event-bus';
import { bindToQueue } from './to-queue';
import { bindToStateMachine } from './to-state-machine';
import { bindToTopic } from './to-topic';

/** What a reply handler gets when it is bound to a gateway. */
export interface ReplyHandlerBindOptions {
  /**
   * The function in which the handler runs: grant it what the handler needs, as in `table.grantReadData(options.gateway)`.
   */
  readonly gateway: iam.IGrantable;

  /**
   * The handler string of the function, such as `gateway.handler`. A handler that puts the gateway's files elsewhere, as a layer does,
   * returns one with another path.
   */
  readonly handler: string;

  /**
   * Paths of the files of this package that run a reply module in this gateway: those of the mode, and of what else the
   * gateway is to do. A handler with `code` of its own puts them at the top of it, under their own names.
   */
  readonly runtimeFiles: string[];
}

/** What a gateway needs to know of its reply handler. */
export interface ReplyHandlerConfig {
  /**
   * The whole code of the function: `options.runtimeFiles` at its top and the reply module beside them.
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
   * The handler string of the function, where the gateway's files are not at the top of its code.
   *
   * @default - `options.handler`
   */
  readonly handler?: string;

  /**
   * Layers that the function needs.
   *
   * @default - none
   */
  readonly layers?: lambda.ILayerVersion[];

  /**
   * Environment variables that the handler needs. Those of the gateway's `environment` go first. Names that start with
   * `TWILIO_GATEWAY_` belong to the gateway.
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
   * Answers every text with the same one.
   *
   * @param body 1 to 1,600 characters, known at synth: it becomes part of the function's code
   */
  public static text(body: string): ReplyHandler {
    return new BuiltInReplyHandler(bindText(body));
  }

  /**
   * Answers with a TypeScript or JavaScript module of yours: its default export, or its export `reply`. It is bundled with
   * the npm packages that it imports, by the esbuild of your project (`npm i -D esbuild`); Docker is not needed.
   *
   * @example
   * new TwilioSmsGateway(this, 'Sms', {
   *   replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
   * });
   *
   * @param entry path of the file; a relative one starts where the app is synthesized
   * @param options how it is bundled and run
   */
  public static fromModule(entry: string, options: FromModuleOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindFromModule(entry, options));
  }

  /**
   * Answers with JavaScript that is built already: a folder (`lambda.Code.fromAsset`), or an archive anywhere, for which the
   * gateway comes as a layer.
   *
   * @param code what the function runs beside the gateway's files
   * @param options which of its modules answers
   */
  public static fromCode(code: lambda.Code, options: FromCodeOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindFromCode(code, options));
  }

  /**
   * Answers with another Lambda function, in any language: it gets the message as JSON and returns the reply as JSON, in
   * the words of `docs/reply-contract.md`. It has the time of the reply mode: 13 seconds less a cold start when synchronous.
   *
   * @param fn the function, or a version or an alias of it
   */
  public static fromFunction(fn: lambda.IFunction): ReplyHandler {
    return new BuiltInReplyHandler(bindFromFunction(fn));
  }

  /**
   * Sends every message to a queue, as JSON. A FIFO queue gets the messages of one sender in order, and each only once.
   * When the queue does not take it, the webhook answers 503 whatever the error reply is: the text is not lost unnoticed.
   *
   * @param queue standard or FIFO, encrypted or not
   * @param options what the sender gets
   */
  public static toQueue(queue: sqs.IQueue, options: TargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToQueue(queue, options));
  }

  /**
   * Publishes every message to a topic, as JSON. A FIFO topic gets the messages of one sender in order, and each only once.
   * When the topic does not take it, the webhook answers 503 whatever the error reply is.
   *
   * @param topic standard or FIFO, encrypted or not
   * @param options what the sender gets
   */
  public static toTopic(topic: sns.ITopic, options: TargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToTopic(topic, options));
  }

  /**
   * Puts every message on an event bus, as the `detail` of an event. When the bus does not take it, the webhook answers 503
   * whatever the error reply is.
   *
   * @param bus your own, or the default bus of the account
   * @param options what the event is called, and what the sender gets
   */
  public static toEventBus(bus: events.IEventBus, options: EventBusTargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToEventBus(bus, options));
  }

  /**
   * Starts an execution of a state machine with every message as its input. The name of the execution is made of the signed
   * request, so a message that is delivered twice does not start a second one; an express workflow does not look at names.
   * When the execution cannot be started, the webhook answers 503 whatever the error reply is.
   *
   * @param stateMachine standard or express
   * @param options what the sender gets
   */
  public static toStateMachine(stateMachine: sfn.IStateMachine, options: TargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToStateMachine(stateMachine, options));
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
