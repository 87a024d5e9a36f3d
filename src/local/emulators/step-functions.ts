import { check } from './aws-error';
import { Emulator } from './aws-server';
import { jsonService } from './json-protocol';
import { prettyJson } from './pretty-json';
import { GatewayEvents } from '../events/gateway-events';

/** Source: AWS Step Functions API Reference, "StartExecution": name. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;
const MAX_INPUT_BYTES = 256 * 1024;

/** Emulates `StartExecution` of AWS Step Functions for standard workflows: tells which execution would have been started. */
export function stepFunctions({ events }: { readonly events: GatewayEvents }): Emulator {
  const executions = new Set<string>();
  return jsonService({
    target: 'AWSStepFunctions',
    version: '1.0',
    operations: {
      StartExecution: {
        members: ['stateMachineArn', 'name', 'input'],
        handle: ({ stateMachineArn, name, input }, { requestId }) => {
          check(typeof stateMachineArn === 'string' && stateMachineArn !== '', 'InvalidArn', 'StartExecution needs a stateMachineArn.');
          check(typeof name === 'string' && NAME.test(name), 'InvalidName', 'The name of an execution has 1 to 80 characters, none of them special.');
          check(typeof input === 'string' && Buffer.byteLength(input) <= MAX_INPUT_BYTES && isJson(input), 'InvalidExecutionInput', 'The input must be JSON of at most 256 KiB.');
          const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
          // A running one of the same input would be answered as if it were new: here all have ended.
          check(!executions.has(executionArn), 'ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
          executions.add(executionArn);
          const stateMachine = stateMachineArn.split(':').at(-1) ?? '';
          events.emit('call', {
            service: 'Step Functions',
            operation: 'StartExecution',
            summary: `of the state machine ${stateMachine}, as ${name.slice(0, 8)}…`,
            detail: prettyJson(input),
            requestId,
          });
          return { executionArn, startDate: Date.now() / 1000 };
        },
      },
    },
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
