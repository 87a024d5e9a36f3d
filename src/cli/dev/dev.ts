import { followApp } from './app/follow-app';
import { locateAssembly } from './app/locate-assembly';
import { synthesize } from './app/synthesize';
import { authTokenFor, LocalAuthToken } from './local-auth-token';
import { jsonReporter } from './output/json-reporter';
import { canOpenBrowser, openBrowser } from './open-browser';
import { publicOrigin } from './public-url';
import { textReporter } from './output/text-reporter';
import { GatewaySource, loadGateway } from '../../local/assembly/loaded-gateway';
import { startLocalGateway } from '../../local/local-gateway';
import { UserError } from '../../local/user-error';
import { AwsOptions } from '../aws/aws-options';
import type { DeployedCounterpart } from '../aws/real-aws';
import { CliContext, UsageError } from '../terminal/context';
import { GuardedContext, guardSecrets } from '../terminal/guarded-context';

export interface DevOptions extends AwsOptions {
  /** Folder of the cloud assembly. */
  readonly assembly?: string;
  /** Command that synthesizes the app. */
  readonly app?: string;
  /** Construct path or logical id. */
  readonly gateway?: string;
  readonly port: number;
  /** Address of a tunnel, through which Twilio sends real texts. */
  readonly publicUrl?: string;
  /** Has the function call AWS itself, as it is deployed, instead of emulators. */
  readonly useAws?: boolean;
  readonly verbose?: boolean;
  /** For machines. */
  readonly json?: boolean;
  /** Open the browser where there is one. @default true */
  readonly open?: boolean;
}

/** The command `dev`: serves a gateway on this machine until it is stopped. */
export async function dev(options: DevOptions, surroundings: CliContext): Promise<void> {
  const context = guardSecrets(surroundings);
  const reporter = options.json ? jsonReporter(context) : textReporter(context, options.verbose ?? false);
  const given = authTokenFor(context.env.TWILIO_AUTH_TOKEN);
  const publicUrl = options.publicUrl === undefined ? undefined : publicOrigin(options.publicUrl);
  if (!options.useAws && (options.region ?? options.profile) !== undefined) {
    throw new UsageError('--region and --profile are for --use-aws: without it nothing calls AWS. Leave them out, or add --use-aws.');
  }
  if (publicUrl !== undefined && given.isMadeUp && !options.useAws) {
    throw new UsageError('--public-url needs TWILIO_AUTH_TOKEN: Twilio signs real texts with the auth token of your account, which is in the Twilio Console under Account Info. '
      + 'Put it into the environment, then run this again.');
  }
  const location = locateAssembly(options, context);
  const appContext = options.useAws && location.app !== undefined ? await inConfiguredRegion(options, context) : context;
  if (location.app !== undefined) {
    reporter.onApp({ status: 'synthesizing' });
    await synthesize(location, appContext, { write: (text) => reporter.onAppOutput(text) });
  }
  const source = { directory: location.directory, gateway: options.gateway };
  const deployed = options.useAws ? await findDeployed(source, options, given, context) : undefined;
  if (deployed !== undefined) reporter.onWarning(whatIsReal(deployed));
  const token: LocalAuthToken = deployed === undefined ? given : { value: deployed.token.authToken, isMadeUp: false, source: "the gateway's secret" };
  const gateway = await startLocalGateway({
    source: deployed?.source ?? source,
    authToken: token.value,
    accountSid: deployed?.token.accountSid,
    realAws: deployed?.aws,
    port: options.port,
    toolsDirectory: context.toolsDirectory,
    publicUrl,
    observer: reporter,
  });
  try {
    await followApp(location, appContext, reporter, (app) => gateway.setApp(app));
    reporter.onReady(gateway, token);
    if (options.open !== false && !options.json && canOpenBrowser(context, process.platform)) openBrowser(gateway.singleUsePageUrl(), context);
    await stopped(context.stop);
  } finally {
    await gateway.close();
  }
}

interface Deployed extends DeployedCounterpart {
  /** Names the gateway, so that another one that comes first in the app one day does not take its place. */
  readonly source: GatewaySource;
}

async function findDeployed(source: GatewaySource, options: DevOptions, given: LocalAuthToken, context: GuardedContext): Promise<Deployed> {
  const { definition } = loadGateway(source);
  const { deployedCounterpart } = await import('../aws/real-aws.js'); // loads the AWS SDK
  const counterpart = await deployedCounterpart(definition, options, context);
  if (!given.isMadeUp && given.value !== counterpart.token.authToken) {
    throw new UserError(`TWILIO_AUTH_TOKEN is not what the gateway's secret holds, by which it verifies with --use-aws. Unset it, or store it with "connect ${definition.deployment.stackName}".`);
  }
  return { ...counterpart, source: { ...source, gateway: definition.constructPath } };
}

/** With real AWS the stack is looked for in the region that the app is synthesized for, so that has to be the one that the CDK CLI would take. */
async function inConfiguredRegion(options: DevOptions, context: GuardedContext): Promise<GuardedContext> {
  const { configuredRegion } = await import('../aws/real-aws.js');
  const region = options.region ?? (context.env.CDK_DEFAULT_REGION || await configuredRegion(options, context));
  return { ...context, env: { ...context.env, CDK_DEFAULT_REGION: region } };
}

function whatIsReal({ place }: DeployedCounterpart): string {
  return `--use-aws: AWS is real (${place}). What your code reads, writes, sends and invokes there, it does with your credentials, for a text of the page too.`;
}

async function stopped(stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
}
