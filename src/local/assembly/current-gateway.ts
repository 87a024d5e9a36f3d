import { CloudAssembly } from './cloud-assembly';
import { GatewayDefinition } from './gateway-definition';
import { LoadedGateway } from './loaded-gateway';

/** The gateway that is served. Read it when you need it: a changed app, or a choice on the page, replaces `loaded`. */
export class CurrentGateway {
  public constructor(public loaded: LoadedGateway) {}

  public get definition(): GatewayDefinition {
    return this.loaded.definition;
  }

  public get assembly(): CloudAssembly {
    return this.loaded.assembly;
  }

  /** All gateways of the assembly. */
  public get all(): readonly GatewayDefinition[] {
    return this.loaded.all;
  }
}
