import { followApp } from './app/follow-app';
import { locateAssembly, LocateOptions } from './app/locate-assembly';
import { synthesize } from './app/synthesize';
import { authTokenFor, LocalAuthToken } from './input/local-auth-token';
import { publicOrigin } from './input/public-url';
import { findDeployed, inConfiguredRegion } from './input/use-aws';
import { DevEvents } from './output/dev-events';
import { canOpenBrowser, openBrowser } from './output/open-browser';
import { reportJson } from './output/report-json';
import { reportText } from './output/report-text';
import { startLocalGateway } from '../../local/local-gateway';
import { AwsOptions } from '../aws/aws-options';
import { CliContext, UsageError } from '../terminal/context';
import { guardOutputs } from '../terminal/guarded-context';
import { announceGateway } from '../terminal/running-gateways';
import { taskList } from '../terminal/task-list';

export interface DevOptions extends AwsOptions, LocateOptions {
  /** Construct path or logical id. */
  readonly gateway?: string;
  readonly port: number;
  /** Address of a tunnel, through which Twilio delivers real messages. */
  readonly publicUrl?: string;
  /** Lets the function call AWS, as in its deployment, instead of emulators. */
  readonly useAws?: boolean;
  readonly verbose?: boolean;
  /** For machines. */
  readonly json?: boolean;
  /** Open the browser, if there is one. @default true */
  readonly open?: boolean;
}

/** The command `dev`: serves a gateway on this machine until it is stopped. */
export async function dev(options: DevOptions, surroundings: CliContext): Promise<void> {
  const context = guardOutputs(surroundings);
  const given = authTokenFor(context.env.TWILIO_AUTH_TOKEN);
  const publicUrl = options.publicUrl === undefined ? undefined : publicOrigin(options.publicUrl);
  rejectContradictions(options, given);
  const location = locateAssembly(options, context);

  const events = new DevEvents();
  if (options.json) reportJson(events, context);
  else reportText(events, taskList(context), context, options.verbose ?? false);

  const needsRegion = options.useAws && location.app !== undefined;
  const appContext = needsRegion ? await inConfiguredRegion(options, context) : context;
  if (location.app?.isGuessed) events.emit('warning', { name: 'No cdk.json', text: guessed(location.app.command) });
  if (location.app !== undefined) {
    events.emit('app', { status: 'synthesizing' });
    await synthesize(location, appContext, { write: (text) => events.emit('appOutput', text) });
  }
  const source = { directory: location.directory, gateway: options.gateway };
  const deployed = options.useAws ? await findDeployed(source, options, given, context) : undefined;
  if (deployed !== undefined) events.emit('warning', { name: 'Real AWS', text: realAwsWarning(deployed.place) });
  const token: LocalAuthToken = deployed === undefined
    ? given
    : { value: deployed.token.authToken, isMadeUp: false, source: "the gateway's secret" };
  const gateway = await startLocalGateway({
    source: deployed?.source ?? source,
    authToken: token.value,
    accountSid: deployed?.token.accountSid,
    realAws: deployed?.aws,
    port: options.port,
    toolsDirectory: context.toolsDirectory,
    publicUrl,
    events,
  });
  let withdraw = () => {};
  const announce = () => {
    const { webhookUrl, signer } = gateway.target();
    const isOwn = !token.isMadeUp && signer.key === token.value;
    withdraw = announceGateway(context.env, { webhookUrl, ...(isOwn ? {} : { signer }) });
  };
  try {
    announce();
    events.on('reloaded', announce).on('tokenRotated', announce);
    events.on('app', (app) => gateway.setApp(app));
    await followApp(location, appContext, events);
    events.emit('ready', { gateway, token });
    const isBrowserWanted = options.open !== false && !options.json;
    if (isBrowserWanted && canOpenBrowser(context, process.platform)) openBrowser(gateway.singleUsePageUrl(), context);
    await stopped(context.stop);
  } finally {
    withdraw();
    await gateway.close();
    events.emit('ended', null);
  }
}

function rejectContradictions({ useAws, region, profile, publicUrl }: DevOptions, given: LocalAuthToken): void {
  if (useAws) return;
  if ((region ?? profile) !== undefined) {
    throw new UsageError(
      '--region and --profile need --use-aws: without it nothing calls AWS. Add --use-aws, or leave them out.',
    );
  }
  if (publicUrl !== undefined && given.isMadeUp) {
    throw new UsageError('--public-url needs TWILIO_AUTH_TOKEN: '
      + 'Twilio signs real messages with the auth token of your account. '
      + 'The Twilio Console shows it under Account Info. Put it into the environment, then run this again.');
  }
}

function guessed(command: string): string {
  return `The app is synthesized with "${command}". If it is another one, name its command with --app.`;
}

function realAwsWarning(place: string): string {
  return `Your code reads, writes, sends and invokes in ${place}, with your credentials, for messages of the page too.`;
}

async function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
}
