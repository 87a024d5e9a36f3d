import { setTimeout } from 'node:timers/promises';
import { FunctionPool } from './function-pool';
import { runFunction, RunFunctionProps } from './run-function';
import { SECRET_ARN_ENV } from '../../shared/env';
import { CurrentGateway } from '../assembly/current-gateway';
import { GatewayDefinition } from '../assembly/gateway-definition';
import { GatewaySource, loadGateway } from '../assembly/loaded-gateway';
import { Scheme } from '../http-api/request-to-event';

export interface LocalFunctionProps extends RunFunctionProps {
  readonly source: GatewaySource;
  /** Loaded from the source. Replaced here when that changes. */
  readonly gateway: CurrentGateway;
  /** By which its webhook is called. @default - `http` alone */
  readonly schemes?: readonly Scheme[];
}

/** One version of the function. Its environment says by which scheme its webhook is called, so that each has processes of its own. */
type Running = ReadonlyMap<Scheme, FunctionPool>;

/** The gateway's function, run from its cloud assembly: an invocation always meets the code and the environment that are there now. */
export class LocalFunction {
  /** Simulated: every invocation starts that much later. Twilio's clock runs meanwhile, the function's does not, as in a cold start. */
  public delayMillis = 0;
  private readonly pools = new Set<FunctionPool>();
  private source: GatewaySource;
  private aws: RunFunctionProps['aws'];
  private running: Running;
  private isHeld = false;

  public constructor(private readonly props: LocalFunctionProps) {
    this.source = props.source;
    this.aws = props.aws;
    this.running = this.run(props.gateway.definition);
  }

  /**
   * @param scheme by which the webhook was called: one of those that the function was made for
   * @throws FunctionFailure when the function gave no answer
   * @throws UserError when the assembly was changed into something that cannot be run, or real AWS cannot be called any more
   */
  public async invoke(requestId: string, event: unknown, scheme: Scheme = 'http'): Promise<unknown> {
    if (this.delayMillis > 0) await setTimeout(this.delayMillis, undefined, { ref: false });
    await this.renewCredentials();
    if (!this.isHeld && this.props.gateway.loaded.isStale()) this.load(this.source);
    return this.running.get(scheme)!.invoke(requestId, event);
  }

  /** What runs now goes on running, whatever becomes of the assembly, until `reload`. */
  public hold(): void {
    this.isHeld = true;
  }

  /** @throws UserError when the assembly cannot be run: what ran before goes on */
  public reload(): void {
    if (this.props.gateway.loaded.isStale()) this.load(this.source);
    this.isHeld = false;
  }

  /** @throws UserError when there is no such gateway in the assembly */
  public switchTo(gateway: string): void {
    this.load({ ...this.source, gateway });
  }

  /** The next message meets a cold start. */
  public restart(): void {
    this.replace(this.run(this.props.gateway.definition));
  }

  public async close(): Promise<void> {
    await Promise.all([...this.pools].map(async (pool) => pool.close()));
  }

  /** A process has the credentials of its start, and a session lasts for hours. */
  private async renewCredentials(): Promise<void> {
    const { aws } = this;
    if (!('renew' in aws)) return;
    const environment = await aws.renew();
    if (JSON.stringify(environment) === JSON.stringify(aws.environment) || this.aws !== aws) return;
    this.aws = { ...aws, environment };
    this.restart();
  }

  private load(source: GatewaySource): void {
    const loaded = loadGateway(source);
    this.replace(this.run(loaded.definition)); // what cannot run replaces nothing
    this.props.gateway.loaded = loaded;
    this.source = source;
    this.props.events.emit('reloaded', loaded.definition);
  }

  private replace(running: Running): void {
    this.running.forEach((pool) => pool.retire());
    this.running = running;
  }

  private run(definition: GatewayDefinition): Running {
    const { schemes = ['http'] } = this.props;
    const running = new Map(schemes.map((scheme) => [scheme, runFunction(definition, { ...this.props, aws: this.aws }, scheme)]));
    running.forEach((pool) => {
      pool.warm();
      this.pools.add(pool);
    });
    return running;
  }
}

/** By which name the function asks for its secret. */
export function secretArn(definition: GatewayDefinition): string {
  return definition.environment[SECRET_ARN_ENV] ?? '';
}
