import { renameToAuthorFiles } from './author-files';
import { AwsEndpoint, functionEnvironment, RealAws } from './function-environment';
import { FunctionPool } from './function-pool';
import { functionRuntime } from './function-runtime';
import { MountedCode } from './mounted-code';
import { FunctionDefinition } from '../assembly/function-definition';
import { GatewayEvents } from '../events/gateway-events';
import { Scheme } from '../http-api/request-to-event';

/** The parts that functions on this machine need beside their templates. */
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
 * @param scheme the scheme of the webhook's URL, if the function has a webhook
 * @throws UserError if the function cannot run here
 */
export function runFunction(definition: FunctionDefinition, props: RunFunctionProps, scheme?: Scheme): FunctionPool {
  const { aws, code, toolsDirectory, events } = props;
  const { logicalId, runtime, missingLayers, timeoutSeconds } = definition;
  const host = functionRuntime(runtime, toolsDirectory);
  const environment = functionEnvironment(definition, aws, code.foldersOf(definition), scheme);
  missingLayers.forEach((layer) => events.emit('log', {
    stream: 'platform',
    text: `The function ${logicalId} runs without its layer ${layer}, which is not on this machine.`,
  }));
  return new FunctionPool({ ...host, environment, timeoutSeconds, events, rename: renameToAuthorFiles(definition) });
}
