import { AwsEndpoint, functionEnvironment, RealAws } from './function-environment';
import { FunctionPool } from './function-pool';
import { functionRuntime } from './function-runtime';
import { MountedCode } from './mounted-code';
import { FunctionDefinition } from '../assembly/function-definition';
import { GatewayEvents } from '../events/gateway-events';
import { Scheme } from '../http-api/request-to-event';

/** What functions of this machine need besides what their templates say. */
export interface RunFunctionProps {
  readonly aws: AwsEndpoint | RealAws;
  readonly code: Pick<MountedCode, 'foldersOf'>;
  /** Folder with the function hosts. */
  readonly toolsDirectory: string;
  readonly events: GatewayEvents;
}

/**
 * Makes a function that runs on this machine.
 *
 * @param scheme by which its webhook is called, where it has one
 * @throws UserError when it cannot run here
 */
export function runFunction(definition: FunctionDefinition, props: RunFunctionProps, scheme?: Scheme): FunctionPool {
  const { aws, code, toolsDirectory, events } = props;
  const { logicalId, runtime, missingLayers, timeoutSeconds } = definition;
  const host = functionRuntime(runtime, toolsDirectory);
  const environment = functionEnvironment(definition, aws, code.foldersOf(definition), scheme);
  missingLayers.forEach((layer) => events.emit('log', {
    stream: 'platform',
    text: `The layer ${layer} of the function ${logicalId} is not on this machine: the function runs without it`,
  }));
  return new FunctionPool({ ...host, environment, timeoutSeconds, events });
}
