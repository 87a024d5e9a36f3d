import { locateAssembly } from './app';
import { authTokenFor } from './auth-token';
import { banner } from './banner';
import { CliContext } from './context';
import { describeExchange } from './exchange-line';
import { describeLogLine } from './log-line';
import { styleFor } from './style';
import { startLocalGateway } from '../local/local-gateway';

export interface DevOptions {
  /** Folder of the cloud assembly. */
  readonly assembly?: string;
  /** Command that synthesizes the app. */
  readonly app?: string;
  /** Construct path or logical id. */
  readonly gateway?: string;
  readonly port: number;
  readonly verbose?: boolean;
}

/** The command `dev`: serves a gateway on this machine until it is stopped. */
export async function dev(options: DevOptions, context: CliContext): Promise<void> {
  const style = styleFor(context.stdout, context.env);
  const print = (line: string | undefined) => line !== undefined && context.stdout.write(`${line}\n`);
  const token = authTokenFor(context.env.TWILIO_AUTH_TOKEN);
  const directory = await locateAssembly(options, context);
  const gateway = await startLocalGateway({
    source: { directory, gateway: options.gateway },
    authToken: token.value,
    port: options.port,
    toolsDirectory: context.toolsDirectory,
    observer: {
      onExchange: (exchange) => print(describeExchange(exchange, style)),
      onLog: (line) => print(describeLogLine(line, options.verbose ?? false, style)),
    },
  });
  try {
    print(banner(gateway, token, style));
    await stopped(context.stop);
  } finally {
    await gateway.close();
  }
}

async function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
}
