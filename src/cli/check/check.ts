import { CheckResult, checkResultOf } from './check-result';
import { numberResults } from './number-results';
import { rejectionResults, secretResult, stackResult } from './stack-results';
import { randomSid } from '../../local/twilio/signed-message';
import { readInboundTargets } from '../../runtime/twilio/inbound-targets';
import { AwsOptions } from '../aws/aws-options';
import { findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials, isComplete } from '../aws/gateway-credentials';
import { readRejections } from '../aws/rejections';
import { readTokenSecret, SecretContent } from '../aws/token-secret';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList, taskList } from '../terminal/task-list';
import { checkAccount } from '../twilio/account';
import { commandTwilioClient } from '../twilio/command-twilio-client';
import { givenRegion, tellRegion, TwilioRegionOptions } from '../twilio/given-region';
import { givenCredentials, TwilioCredentials } from '../twilio/twilio-credentials';
import { probeForged, probeSigned, ProbeResult } from '../webhook/probe';
import { checkedUrl, isUrl } from '../webhook/target-url';

export interface CheckOptions extends AwsOptions, TwilioRegionOptions {
  /** Name or ARN of a stack, or a webhook's URL. */
  readonly target: string;
  readonly gateway?: string;
  readonly envFile?: string;
  /** The log is read that far back, in minutes. */
  readonly since: number;
}

/** Makes a check and tells its result at once. */
type RunCheck = (
  name: string,
  activity: string,
  look: () => Promise<CheckResult | readonly CheckResult[]>,
) => Promise<void>;

/**
 * The command `check`: a line for each thing that has to be right, with a remedy if it is not. Asks nothing and changes
 * nothing.
 */
export async function check(options: CheckOptions, context: GuardedContext): Promise<void> {
  const tasks = taskList(context);
  let failures = 0;
  const runCheck: RunCheck = async (name, activity, look) => {
    const results = await tasks.start(activity, () => checkResultOf(name, look));
    for (const result of results) tasks[result.kind](result.name, result.text);
    failures += results.filter(({ kind }) => kind === 'fail').length;
  };
  await (isUrl(options.target)
    ? checkWebhook(options, context, runCheck, tasks)
    : checkStack(options, context, runCheck, tasks));
  const summary = failures === 0 ? 'No problems found.' : `${failures} problem${failures === 1 ? '' : 's'} found.`;
  tasks.print(`\n${summary}`);
  if (failures > 0) throw new ReportedFailure(summary);
}

async function checkWebhook(
  options: CheckOptions,
  context: GuardedContext,
  runCheck: RunCheck,
  tasks: TaskList,
): Promise<void> {
  const webhookUrl = checkedUrl(options.target);
  const region = givenRegion(options, context);
  tellRegion(region, tasks);
  await checkTwilioAndProbe(webhookUrl, givenCredentials(context, options.envFile), context, runCheck, region);
}

async function checkStack(
  options: CheckOptions,
  context: GuardedContext,
  runCheck: RunCheck,
  tasks: TaskList,
): Promise<void> {
  const gateway = await tasks.start(`Looking for the gateway of ${options.target}`, () =>
    findGateway({ ...options, stack: options.target }, context),
  );
  await runCheck('Stack', 'Looking at the stack', async () => stackResult(gateway));
  tasks.succeed('Gateway', `${gateway.constructPath}, version ${gateway.version}\n${gateway.webhookUrl}`);
  const region = givenRegion(options, context, gateway);
  tellRegion(region, tasks);
  let secret: SecretContent = {};
  await runCheck('Secret', 'Reading the secret', async () =>
    secretResult(gateway, (secret = await readTokenSecret(gateway))),
  );
  await checkTwilioAndProbe(
    gateway.webhookUrl,
    gatewayCredentials(secret, context, options.envFile),
    context,
    runCheck,
    region,
    gateway.managed,
  );
  const since = new Date(Date.now() - options.since * 60_000);
  await runCheck('Log', "Reading the gateway's log", async () =>
    rejectionResults(await readRejections(gateway, since), since),
  );
}

async function checkTwilioAndProbe(
  webhookUrl: string,
  credentials: Partial<TwilioCredentials>,
  context: GuardedContext,
  runCheck: RunCheck,
  region?: string,
  managed?: readonly string[],
): Promise<void> {
  if (isComplete(credentials)) {
    const twilio = commandTwilioClient(credentials, context, region);
    await runCheck('Twilio account', 'Checking the Twilio account', async () => {
      const { sid, name, isTrial } = await checkAccount(twilio, credentials, context);
      const limit = isTrial ? ' (trial account: Twilio delivers only to numbers that you have verified)' : '';
      return { name: 'Twilio account', kind: 'succeed', text: `${sid} ${name}${limit}` };
    });
    await runCheck('Number', 'Reading numbers and Messaging Services', async () =>
      numberResults(await readInboundTargets(twilio), webhookUrl, managed),
    );
  } else {
    await runCheck('Number', '', async () => ({
      name: 'Number',
      kind: 'info',
      text: 'not checked: set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or add --env-file.',
    }));
  }
  const { accountSid = randomSid('AC'), authToken } = credentials;
  await runCheck('Signed message', 'Sending a signed message', async () => {
    const name = 'Signed message';
    if (authToken !== undefined) return probeResult(name, await probeSigned(webhookUrl, { accountSid, authToken }));
    const text = 'not sent: there is no auth token to sign it with. Set TWILIO_AUTH_TOKEN, or add --env-file.';
    return { name, kind: 'info', text };
  });
  await runCheck('Forged message', 'Sending a forged message', async () =>
    probeResult('Forged message', await probeForged(webhookUrl, accountSid)),
  );
}

function probeResult(name: string, { hasPassed, text }: ProbeResult): CheckResult {
  return { name, kind: hasPassed ? 'succeed' : 'fail', text };
}
