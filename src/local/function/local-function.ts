import { setTimeout } from 'node:timers/promises';
import { FunctionPool } from './function-pool';
import { runFunction, RunFunctionProps } from './run-function';
import { SECRET_ARN_ENV, SIGNING_KEY_SECRET_ARN_ENV } from '../../shared/env';
import { CurrentGateway } from '../assembly/current-gateway';
import { GatewayDefinition } from '../assembly/gateway-definition';
import { GatewaySource, loadGateway } from '../assembly/loaded-gateway';
import { Scheme } from '../http-api/request-to-event';

export interface LocalFunctionProps extends RunFunctionProps {
  readonly source: GatewaySource;
  /** Loaded from the source. This class replaces it when the source changes. */
  readonly gateway: CurrentGateway;
  /** The schemes of the webhook's URLs. @default - `http` alone */
  readonly schemes?: readonly Scheme[];
}

/** One version of the function. Each scheme has its own processes, since the environment tells the scheme. */
type Running = ReadonlyMap<Scheme, FunctionPool>;

/** The gateway's function, run from its cloud assembly. An invocation always gets the current code and environment. */
export class LocalFunction {
  /**
   * Simulated: every invocation starts this much later. Twilio's clock runs meanwhile, the function's does not, as in a
   * cold start.
   */
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
   * @param scheme the scheme of the webhook's URL: one of `schemes`
   * @throws FunctionFailure if the function gave no answer
   * @throws UserError if the changed assembly cannot run, or the credentials for AWS have expired
   */
  public async invoke(requestId: string, event: unknown, scheme: Scheme = 'http'): Promise<unknown> {
    if (this.delayMillis > 0) await setTimeout(this.delayMillis, undefined, { ref: false });
    await this.renewCredentials();
    if (!this.isHeld && this.props.gateway.loaded.isStale()) this.load(this.source);
    return this.running.get(scheme)!.invoke(requestId, event);
  }

  /** Keeps the current version until `reload`, even if the assembly changes. */
  public hold(): void {
    this.isHeld = true;
  }

  /** @throws UserError if the assembly cannot run. The previous version stays */
  public reload(): void {
    if (this.props.gateway.loaded.isStale()) this.load(this.source);
    this.isHeld = false;
  }

  /** @throws UserError if the assembly has no such gateway */
  public switchTo(gateway: string): void {
    this.load({ ...this.source, gateway });
  }

  /** The next message gets a cold start. */
  public restart(): void {
    this.replace(this.run(this.props.gateway.definition));
  }

  public async close(): Promise<void> {
    await Promise.all([...this.pools].map(async (pool) => pool.close()));
  }

  /** A process keeps the credentials of its start, which expire before a long session ends. */
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
    this.replace(this.run(loaded.definition)); // throws before it replaces anything
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
    const props = { ...this.props, aws: this.aws };
    const running = new Map(schemes.map((scheme) => [scheme, runFunction(definition, props, scheme)]));
    running.forEach((pool) => {
      pool.warm();
      this.pools.add(pool);
    });
    return running;
  }
}

/** The ARN of the secret in the function's environment. */
export function secretArn(definition: GatewayDefinition): string {
  return definition.environment[SECRET_ARN_ENV] ?? '';
}

/** Whether the gateway verifies with an auth token. If not, it has a SharedKey. */
export function hasAuthToken({ environment }: GatewayDefinition): boolean {
  return environment[SECRET_ARN_ENV] !== undefined || environment[SIGNING_KEY_SECRET_ARN_ENV] === undefined;
}
