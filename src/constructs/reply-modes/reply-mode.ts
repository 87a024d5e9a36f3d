import { Construct } from 'constructs';
import { bindAsynchronous } from './asynchronous';
import { ASYNCHRONOUS_NAMES, AsynchronousReplyOptions } from './asynchronous-options';
import type { BindReplyMode, ReplyModeBindOptions, ReplyModeConfig } from './reply-mode-config';
import { bindSynchronous } from './synchronous';
import { LAMBDA_HANDLER, WORKER_HANDLER } from '../../shared/env';
import { gatewayFiles } from '../code/gateway-code';
import { lambdaFiles } from '../code/lambda-files';
import { markKind } from '../validation/kind';
import { assertKnownNames } from '../validation/known-names';

/** When messages are answered: in the response to Twilio's request, or later. */
export abstract class ReplyMode {
  /** The reply is the response to Twilio's request. The reply handler has 13 seconds, minus a cold start. */
  public static synchronous(): ReplyMode {
    return new BuiltInReplyMode(gatewayFiles(), LAMBDA_HANDLER, bindSynchronous);
  }

  /**
   * Twilio's request is answered at once. A worker runs the reply handler and sends the reply through Twilio's REST
   * API, so the reply may take longer than Twilio waits. Messages of one sender are answered in order. A reply may be
   * sent twice, since Twilio's API cannot recognize a repeated request. No message is lost without a trace: a message
   * that cannot be answered goes to the dead-letter queue.
   *
   * @param options the immediate reply to the sender, and how the worker runs
   */
  public static asynchronous(options: AsynchronousReplyOptions = {}): ReplyMode {
    assertKnownNames('ReplyMode.asynchronous', options, ASYNCHRONOUS_NAMES);
    return new BuiltInReplyMode(lambdaFiles('worker'), WORKER_HANDLER, (scope, bindOptions, runtime) =>
      bindAsynchronous(scope, options, bindOptions, runtime));
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
   * @param scope a scope of its own for the constructs that the mode creates
   * @param options what the gateway provides
   */
  public abstract bind(scope: Construct, options: ReplyModeBindOptions): ReplyModeConfig;
}

markKind('ReplyMode', ReplyMode);

/** In the file of its base class: a subclass in another file that this one imports crashes on load. */
class BuiltInReplyMode extends ReplyMode {
  public constructor(
    public readonly runtimeFiles: string[],
    public readonly handler: string,
    private readonly bindMode: BindReplyMode,
  ) {
    super();
  }

  public bind(scope: Construct, options: ReplyModeBindOptions): ReplyModeConfig {
    return this.bindMode(scope, options, this);
  }
}
