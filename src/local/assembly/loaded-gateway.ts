import * as fs from 'node:fs';
import { CloudAssembly, readCloudAssembly } from './cloud-assembly';
import { fingerprint } from './fingerprint';
import { findGateways, GatewayDefinition, pickGateway } from './gateway-definition';
import { UserError } from '../problems/user-error';

/** Where a gateway is read from. */
export interface GatewaySource {
  /** Folder of the cloud assembly. */
  readonly directory: string;
  /** Construct path or logical id. @default - the first gateway of the assembly */
  readonly gateway?: string;
}

export interface LoadedGateway {
  readonly assembly: CloudAssembly;
  readonly definition: GatewayDefinition;
  /** All gateways of the assembly, the loaded one among them. */
  readonly all: readonly GatewayDefinition[];
  /** Whether the assembly or the function's code changed since they were read. */
  isStale(): boolean;
}

/** Reads a gateway from its cloud assembly, and remembers in which state that was. */
export function loadGateway(source: GatewaySource): LoadedGateway {
  const assembly = readCloudAssembly(source.directory);
  const all = findGateways(assembly);
  const definition = pickGateway(all, assembly, source.gateway);
  const code = [definition.taskRoot, ...definition.layers].filter(Boolean);
  const missing = code.find((file) => !fs.existsSync(file));
  if (missing !== undefined) {
    throw new UserError(`The code of ${definition.constructPath} is missing: there is no ${missing}. Synthesize the app again.`);
  }
  const watched = [...assembly.files, ...code];
  const state = fingerprint(watched);
  return { assembly, definition, all, isStale: () => fingerprint(watched) !== state };
}
