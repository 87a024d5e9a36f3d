import { AssemblyLocation, locateAssembly, synthesize } from './app';
import { authTokenFor } from './auth-token';
import { CliContext, UsageError } from './context';
import { jsonReporter } from './json-reporter';
import { canOpenBrowser, openBrowser } from './open-browser';
import { publicOrigin } from './public-url';
import { Reporter } from './reporter';
import { textReporter } from './text-reporter';
import { watchSources } from './watch-sources';
import { startLocalGateway } from '../local/local-gateway';
import { AppState } from '../local/page-protocol';

export interface DevOptions {
  /** Folder of the cloud assembly. */
  readonly assembly?: string;
  /** Command that synthesizes the app. */
  readonly app?: string;
  /** Construct path or logical id. */
  readonly gateway?: string;
  readonly port: number;
  /** Address of a tunnel, through which Twilio sends real texts. */
  readonly publicUrl?: string;
  readonly verbose?: boolean;
  /** For machines. */
  readonly json?: boolean;
  /** Open the browser where there is one. @default true */
  readonly open?: boolean;
}

/** The command `dev`: serves a gateway on this machine until it is stopped. */
export async function dev(options: DevOptions, context: CliContext): Promise<void> {
  const reporter = options.json ? jsonReporter(context) : textReporter(context, options.verbose ?? false);
  const token = authTokenFor(context.env.TWILIO_AUTH_TOKEN);
  const publicUrl = options.publicUrl === undefined ? undefined : publicOrigin(options.publicUrl);
  if (publicUrl !== undefined && token.isMadeUp) {
    throw new UsageError('--public-url needs TWILIO_AUTH_TOKEN: Twilio signs real texts with the auth token of your account, which is in the Twilio Console under Account Info. '
      + 'Put it into the environment, then run this again.');
  }
  const location = locateAssembly(options, context);
  if (location.app !== undefined) {
    reporter.onApp({ status: 'synthesizing' });
    await synthesize(location, context, { write: (text) => reporter.onAppOutput(text) });
  }
  const gateway = await startLocalGateway({
    source: { directory: location.directory, gateway: options.gateway },
    authToken: token.value,
    port: options.port,
    toolsDirectory: context.toolsDirectory,
    publicUrl,
    observer: reporter,
  });
  try {
    followApp(location, context, reporter, (app) => gateway.setApp(app));
    reporter.onReady(gateway, token);
    if (options.open !== false && !options.json && canOpenBrowser(context, process.platform)) openBrowser(gateway.singleUsePageUrl(), context);
    await stopped(context.stop);
  } finally {
    await gateway.close();
  }
}

/** Synthesizes the app again whenever its sources change. */
function followApp(location: AssemblyLocation, context: CliContext, reporter: Reporter, setApp: (app: AppState) => void): void {
  const { app } = location;
  if (app === undefined) return;
  const tell = (state: AppState) => {
    reporter.onApp(state);
    setApp(state);
  };
  watchSources({ root: context.cwd, ...app }, async () => {
    const printed: string[] = [];
    tell({ status: 'synthesizing' });
    try {
      await synthesize(location, context, {
        write: (text) => {
          printed.push(text);
          reporter.onAppOutput(text);
        },
      });
      tell({ status: 'ready' });
    } catch (error) {
      if (!context.stop.aborted) tell({ status: 'failed', problem: (error as Error).message, output: printed.join('') });
    }
  }, context.stop);
}

async function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
}
