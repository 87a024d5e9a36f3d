import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { bindEcho } from './built-in-echo';
import { bindText } from './fixed-text';
import { bindFromCode, FromCodeOptions } from './from-code';
import { bindFromModule } from './from-module';
import type { FromModuleOptions } from './from-module-options';
import type { BindReplyHandler, ReplyHandlerBindOptions, ReplyHandlerConfig } from './reply-handler-config';
import {
  bindFromFunction, bindToEventBus, bindToQueue, bindToStateMachine, bindToTopic, EventBusTargetOptions, TargetOptions,
} from './reply-targets';
import { markKind } from '../validation/kind';

/**
 * Answers the messages that a `TwilioSmsGateway` receives.
 *
 * Extend this class to write your own handler: `bind` returns data, and the gateway creates the function from it.
 */
export abstract class ReplyHandler {
  /** Sends every message back to its sender unchanged, with the media of an MMS. */
  public static echo(): ReplyHandler {
    return new BuiltInReplyHandler(bindEcho);
  }

  /**
   * Answers every message with the same body.
   *
   * @param body 1 to 1,600 characters, known at synth because it becomes part of the function's code
   */
  public static text(body: string): ReplyHandler {
    return new BuiltInReplyHandler(bindText(body));
  }

  /**
   * Answers with your TypeScript or JavaScript module: its default export, or its export `reply`. It may be an ES
   * module, CommonJS or the output of a compiler. The esbuild of your project (`npm i -D esbuild`) bundles it with the
   * npm packages that it imports. Docker is not needed.
   *
   * @example
   * new TwilioSmsGateway(this, 'Sms', {
   *   replyHandler: ReplyHandler.fromModule(path.join(__dirname, 'reply.ts')),
   * });
   *
   * @param entry path of the file; a relative path starts at the folder in which the app is synthesized
   * @param options how the module is bundled and run
   */
  public static fromModule(entry: string, options: FromModuleOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindFromModule(entry, options));
  }

  /**
   * Answers with JavaScript that is already built: a folder (`lambda.Code.fromAsset`), or any archive. For an archive
   * the gateway's files are added as a layer.
   *
   * @param code code of the function, without the gateway's files
   * @param options which of its modules answers
   */
  public static fromCode(code: lambda.Code, options: FromCodeOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindFromCode(code, options));
  }

  /**
   * Answers with another Lambda function, in any language. It gets the message as JSON and returns the reply as JSON
   * (docs/reply-contract.md). It has as long as the reply mode allows: 13 seconds minus a cold start in synchronous
   * mode.
   *
   * @param fn the function, or a version or alias of it
   */
  public static fromFunction(fn: lambda.IFunction): ReplyHandler {
    return new BuiltInReplyHandler(bindFromFunction(fn));
  }

  /**
   * Sends every message to a queue, as JSON. A FIFO queue gets the messages of one sender in order, and each message
   * once. If the queue does not accept a message, the webhook answers 503 even with `errorReply`, so that the failure
   * is noticed.
   *
   * @param queue standard or FIFO, encrypted or not
   * @param options the acknowledgement to the sender
   */
  public static toQueue(queue: sqs.IQueue, options: TargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToQueue(queue, options));
  }

  /**
   * Publishes every message to a topic, as JSON. A FIFO topic gets the messages of one sender in order, and each
   * message once. If the topic does not accept a message, the webhook answers 503 even with `errorReply`.
   *
   * @param topic standard or FIFO, encrypted or not
   * @param options the acknowledgement to the sender
   */
  public static toTopic(topic: sns.ITopic, options: TargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToTopic(topic, options));
  }

  /**
   * Puts every message on an event bus, as the `detail` of an event. If the bus does not accept a message, the webhook
   * answers 503 even with `errorReply`.
   *
   * @param bus your own event bus, or the default bus of the account
   * @param options `source` and `detail-type` of the events, and the acknowledgement to the sender
   */
  public static toEventBus(bus: events.IEventBus, options: EventBusTargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToEventBus(bus, options));
  }

  /**
   * Starts an execution of a state machine for every message, with the message as its input. The execution is named
   * after the signed request, so a duplicate starts no second execution. Express workflows ignore names, so a duplicate
   * starts a second execution. If the execution cannot be started, the webhook answers 503 even with `errorReply`.
   *
   * @param stateMachine standard or express
   * @param options the acknowledgement to the sender
   */
  public static toStateMachine(stateMachine: sfn.IStateMachine, options: TargetOptions = {}): ReplyHandler {
    return new BuiltInReplyHandler(bindToStateMachine(stateMachine, options));
  }

  /**
   * Called once for each gateway that uses this handler.
   *
   * @param scope a scope of its own for the constructs that the handler creates
   * @param options what the gateway provides
   */
  public abstract bind(scope: Construct, options: ReplyHandlerBindOptions): ReplyHandlerConfig;
}

markKind('ReplyHandler', ReplyHandler);

/** In the file of its base class: a subclass in another file that this one imports crashes on load. */
class BuiltInReplyHandler extends ReplyHandler {
  public constructor(public readonly bind: BindReplyHandler) {
    super();
  }
}
