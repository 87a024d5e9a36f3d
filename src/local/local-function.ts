import { AwsEndpoint, functionEnvironment } from './function-environment';
import { FunctionPool } from './function-pool';
import { FunctionLogLine } from './function-process';
import { GatewayDefinition } from './gateway-definition';
import { GatewaySource, LoadedGateway, loadGateway } from './loaded-gateway';
import { LocalSecretStore } from './secret-store';
import { SECRET_ARN_ENV } from '../runtime/env';

export interface LocalFunctionProps {
  readonly source: GatewaySource;
  readonly loaded: LoadedGateway;
  readonly store: LocalSecretStore;
  readonly aws: AwsEndpoint;
  readonly hostFile: string;
  readonly onLog: (line: FunctionLogLine) => void;
}

/** The gateway's function, run from its cloud assembly: an invocation always meets the code and the environment that are there now. */
export class LocalFunction {
  private readonly pools = new Set<FunctionPool>();
  private loaded: LoadedGateway;
  private pool: FunctionPool;

  public constructor(private readonly props: LocalFunctionProps) {
    this.loaded = props.loaded;
    this.pool = this.run(this.loaded.definition);
  }

  public get definition(): GatewayDefinition {
    return this.loaded.definition;
  }

  /**
   * @throws FunctionFailure when the function gave no answer
   * @throws UserError when the assembly was changed into something that cannot be run
   */
  public async invoke(requestId: string, event: unknown): Promise<unknown> {
    if (this.loaded.isStale()) this.reload();
    return this.pool.invoke(requestId, event);
  }

  public async close(): Promise<void> {
    await Promise.all([...this.pools].map(async (pool) => pool.close()));
  }

  private reload(): void {
    this.loaded = loadGateway(this.props.source);
    this.pool.retire();
    this.pool = this.run(this.loaded.definition);
  }

  private run(definition: GatewayDefinition): FunctionPool {
    const { aws, store, hostFile, onLog } = this.props;
    store.rename(secretArn(definition));
    const pool = new FunctionPool({
      hostFile,
      environment: functionEnvironment(definition, aws),
      timeoutSeconds: definition.timeoutSeconds,
      onLog,
    });
    pool.warm();
    this.pools.add(pool);
    return pool;
  }
}

/** By which name the function asks for its secret. */
export function secretArn(definition: GatewayDefinition): string {
  return definition.environment[SECRET_ARN_ENV] ?? '';
}
