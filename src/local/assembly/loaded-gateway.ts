import * as fs from 'node:fs';
import { AssemblyTemplate, CloudAssembly, readCloudAssembly } from './cloud-assembly';
import { fingerprint } from './fingerprint';
import { appWideId } from './function-definition';
import { findGateways, GatewayDefinition, pickGateway } from './gateway-definition';
import { UserError } from '../problems/user-error';

/** The place that a gateway is read from. */
export interface GatewaySource {
  /** Folder of the cloud assembly. */
  readonly directory: string;
  /** Construct path or logical id. @default - the first gateway of the assembly */
  readonly gateway?: string;
}

export interface LoadedGateway {
  /** The template of the gateway comes first: stacks of one shape have resources of the same made-up names. */
  readonly assembly: CloudAssembly;
  readonly definition: GatewayDefinition;
  /** All gateways of the assembly, including the loaded one. */
  readonly all: readonly GatewayDefinition[];
  /** Tells whether the assembly or the function's code changed since they were read. */
  isStale(): boolean;
}

/** Reads a gateway from its cloud assembly, and remembers the state of the files. */
export function loadGateway(source: GatewaySource): LoadedGateway {
  const assembly = readCloudAssembly(source.directory);
  const all = findGateways(assembly);
  const definition = pickGateway(all, assembly, source.gateway);
  const code = [definition.taskRoot, ...definition.layers].filter(Boolean);
  const missing = code.find((file) => !fs.existsSync(file));
  if (missing !== undefined) {
    throw new UserError(`The code of ${definition.constructPath} is missing: ${missing} does not exist. `
      + 'Synthesize the app again.');
  }
  const watched = [...assembly.files, ...code];
  const state = fingerprint(watched);
  return { assembly: ownFirst(assembly, definition), definition, all, isStale: () => fingerprint(watched) !== state };
}

function ownFirst(assembly: CloudAssembly, { appWideId: ownId, logicalId }: GatewayDefinition): CloudAssembly {
  const isOwn = (template: AssemblyTemplate) => appWideId(template, logicalId) === ownId;
  const { templates } = assembly;
  return { ...assembly, templates: [...templates.filter(isOwn), ...templates.filter((one) => !isOwn(one))] };
}
