import { FunctionPool } from './function-pool';
import { runFunction, RunFunctionProps } from './run-function';
import { CurrentGateway } from '../assembly/current-gateway';
import { findFunction, FunctionDefinition } from '../assembly/function-definition';

export interface AppFunctionsProps extends RunFunctionProps {
  readonly gateway: Pick<CurrentGateway, 'assembly'>;
}

/** The other functions of the app, which the gateway's function may invoke. */
export class AppFunctions {
  private readonly pools = new Map<string, { readonly version: string; readonly pool: FunctionPool }>();
  private readonly all = new Set<FunctionPool>();

  public constructor(private readonly props: AppFunctionsProps) {}

  /**
   * @param functionArn the ARN of the function, or of its version or alias
   * @throws FunctionFailure if the function gave no answer
   * @throws UserError if the function cannot run here
   */
  public async invoke(functionArn: string, requestId: string, payload: unknown): Promise<unknown> {
    return this.poolOf(findFunction(this.props.gateway.assembly, functionArn)).invoke(requestId, payload);
  }

  public async close(): Promise<void> {
    await Promise.all([...this.all].map(async (pool) => pool.close()));
  }

  /** A changed definition, as after a synth, replaces the previous one. */
  private poolOf(definition: FunctionDefinition): FunctionPool {
    const version = JSON.stringify(definition);
    const running = this.pools.get(definition.appWideId);
    if (running?.version === version) return running.pool;
    const pool = this.start(definition);
    running?.pool.retire();
    this.pools.set(definition.appWideId, { version, pool });
    return pool;
  }

  private start(definition: FunctionDefinition): FunctionPool {
    const pool = runFunction(definition, this.props);
    this.all.add(pool);
    return pool;
  }
}
