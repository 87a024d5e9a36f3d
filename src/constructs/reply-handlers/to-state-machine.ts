import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { ReplyHandler } from './reply-handler';
import { bindTarget } from './target';
import type { TargetOptions } from './target-options';
import { validateAcknowledgement } from '../validate-text';

/** Makes the `bind` of `ReplyHandler.toStateMachine()`. */
export function bindToStateMachine(stateMachine: sfn.IStateMachine, options: TargetOptions): ReplyHandler['bind'] {
  validateAcknowledgement('ReplyHandler.toStateMachine', options.acknowledgement);
  return (_, { gateway, runtimeFiles }) => {
    stateMachine.grantStartExecution(gateway);
    return bindTarget({ name: 'state-machine', target: stateMachine.stateMachineArn, runtimeFiles, ...options });
  };
}
