import { CheckResult, checkResultOf, Look, Problems } from './check-result';
import { numberResults } from './number-results';
import { secretResults } from './secret-results';
import { rejectionResults, stackResult } from './stack-results';
import { UserError } from '../../local/problems/user-error';
import { MessageSigner, randomSid } from '../../local/twilio/signed-message';
import { readInboundTargets } from '../../runtime/twilio/inbound-targets';
import { AwsOptions } from '../aws/aws-options';
import { isDenied } from '../aws/aws-problem';
import { DeployedGateway, findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials, sharedKeySignerOf, signerOf } from '../aws/gateway-credentials';
import { GatewaySecrets, secretReads } from '../aws/gateway-secrets';
import { readRejections } from '../aws/rejections';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList, taskList } from '../terminal/task-list';
import { checkAccount, checkApiKey } from '../twilio/account';
import { commandTwilioClient } from '../twilio/command-twilio-client';
import { givenRegion, tellRegion, TwilioRegionOptions } from '../twilio/given-region';
import { givenCredentials, GivenCredentials, restCredentials } from '../twilio/twilio-credentials';
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
type RunCheck = (name: string, activity: string, look: Look, causes?: readonly string[]) => Promise<void>;

/**
 * The command `check`: a line for each thing that has to be right, with a remedy if it is not. Asks nothing and changes
 * nothing.
 */
export async function check(options: CheckOptions, context: GuardedContext): Promise<void> {
  const tasks = taskList(context);
  const problems = new Problems();
  const runCheck: RunCheck = async (name, activity, look, causes) => {
    const results = await tasks.start(activity, () => checkResultOf(name, look, causes));
    for (const { kind, name: shownName, text } of results.map((result) => problems.add(result))) {
      tasks[kind](shownName, text);
    }
  };
  await (isUrl(options.target)
    ? checkWebhook(options, context, runCheck, tasks)
    : checkStack(options, context, runCheck, tasks));
  const { count } = problems;
  const summary = count === 0 ? 'No problems found.' : `${count} problem${count === 1 ? '' : 's'} found.`;
  tasks.print('', summary);
  if (count > 0) throw new ReportedFailure(summary);
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
  const credentials = givenCredentials(context, options.envFile);
  const { accountSid = randomSid('AC'), authToken } = credentials;
  const signer = authToken === undefined ? undefined : { accountSid, key: authToken };
  await checkTwilio(webhookUrl, credentials, context, runCheck, region);
  await checkMessages(webhookUrl, signer ?? NO_TOKEN, runCheck);
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
  let secrets: GatewaySecrets = {};
  for (const { name, read } of secretReads(gateway, context)) {
    await runCheck(name, 'Reading the secrets', async () => {
      const content = await read();
      secrets = { ...secrets, ...content };
      return secretResults(gateway, content, secrets);
    });
  }
  const credentials = gatewayCredentials(secrets, context, options.envFile);
  const accountSid = credentials.accountSid ?? randomSid('AC');
  const signer = signerOf(gateway, secrets, credentials, accountSid);
  await checkTwilio(gateway.webhookUrl, credentials, context, runCheck, region, gateway.managed);
  const noSigner = gateway.secretArn === undefined ? 'no SharedKey to sign it with could be read from its secret.' : NO_TOKEN;
  const sharedKeySigner = sharedKeySignerOf(secrets, accountSid);
  const isOther = typeof signer?.key === 'string';
  await checkMessages(gateway.webhookUrl, signer ?? noSigner, runCheck, isOther ? sharedKeySigner : undefined);
  const since = new Date(Date.now() - options.since * 60_000);
  await runCheck('Log', "Reading the gateway's log", async () => logResults(gateway, since));
}

/** Whoever may not read the log learns the rest: a log that cannot be read says nothing about the gateway. */
async function logResults(gateway: DeployedGateway, since: Date): Promise<readonly CheckResult[]> {
  try {
    return rejectionResults(await readRejections(gateway, since), since, gateway);
  } catch (error) {
    if (!(error instanceof UserError) || !isDenied(error.cause)) throw error;
    return [{ name: 'Log', kind: 'info', text: `not checked. ${error.message}` }];
  }
}

async function checkTwilio(
  webhookUrl: string,
  credentials: GivenCredentials,
  context: GuardedContext,
  runCheck: RunCheck,
  region?: string,
  managed?: readonly string[],
): Promise<void> {
  const { accountSid, authToken, apiKey } = credentials;
  const rest = restCredentials(credentials);
  if (accountSid !== undefined && rest !== undefined) {
    const twilio = commandTwilioClient(rest, context, region);
    if (authToken !== undefined) {
      await runCheck('Twilio account', 'Checking the Twilio account', async () => {
        const { sid, name, isTrial } = await checkAccount({ accountSid, authToken }, context, region);
        const limit = isTrial ? ' (trial account: Twilio delivers only to numbers that you have verified)' : '';
        return { name: 'Twilio account', kind: 'succeed', text: `${sid} ${name}${limit}` };
      });
    }
    if (apiKey !== undefined) {
      await runCheck('API key', 'Checking the API key', async () =>
        ({ name: 'API key', kind: 'succeed', text: await checkApiKey(twilio, { accountSid, ...apiKey }) }));
    }
    await runCheck('Number', 'Reading numbers and Messaging Services', async () =>
      numberResults(await readInboundTargets(twilio), webhookUrl, managed), ['Twilio account'],
    );
  } else {
    await runCheck('Number', '', async () => ({
      name: 'Number',
      kind: 'info',
      text: 'not checked: set TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or an API key, or add --env-file.',
    }));
  }
}

const NO_TOKEN = 'there is no auth token to sign it with. Set TWILIO_AUTH_TOKEN, or add --env-file.';

/**
 * @param signer signs the message. A string says why nothing can sign it
 * @param sharedKeySigner of a gateway that verifies with an auth token too
 */
async function checkMessages(
  webhookUrl: string,
  signer: MessageSigner | string,
  runCheck: RunCheck,
  sharedKeySigner?: MessageSigner,
): Promise<void> {
  const forger = typeof signer === 'string' ? { accountSid: randomSid('AC'), key: '' } : signer;
  let signed: ProbeResult | undefined;
  await runCheck(SIGNED, 'Sending a signed message', async () => {
    if (typeof signer === 'string') return { name: SIGNED, kind: 'info', text: `not sent: ${signer}` };
    signed = await probeSigned(webhookUrl, signer);
    return probeResult(SIGNED, signed, signed.status === 503 ? SECRETS : []);
  });
  if (sharedKeySigner !== undefined) {
    await runCheck(SIGNED, 'Sending a message signed with the SharedKey', async () => {
      const { text, ...result } = await probeSigned(webhookUrl, sharedKeySigner);
      const causes = result.status === 503 ? ['Signing secret'] : [];
      return probeResult(SIGNED, { ...result, text: `with the SharedKey ${text}` }, causes);
    });
  }
  await runCheck('Forged message', 'Sending a forged message', async () => {
    const forged = await probeForged(webhookUrl, forger);
    const isSame = signed?.hasPassed === false && signed.status === forged.status;
    return probeResult('Forged message', forged, [
      ...(forged.status === 503 ? SECRETS : []),
      ...(isSame ? [SIGNED] : []),
    ]);
  });
}

const SIGNED = 'Signed message';
/** The results of the secrets that verify messages. */
const SECRETS = ['Secret', 'Signing secret'];

function probeResult(name: string, { hasPassed, text }: ProbeResult, causes: readonly string[]): CheckResult {
  return { name, kind: hasPassed ? 'succeed' : 'fail', text, causes };
}
