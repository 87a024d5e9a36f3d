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
import { twilioClient } from '../twilio/twilio-client';
import { givenCredentials, TwilioCredentials } from '../twilio/twilio-credentials';
import { probeForged, probeSigned, ProbeResult } from '../webhook/probe';
import { checkedUrl, isUrl } from '../webhook/target-url';

export interface CheckOptions extends AwsOptions {
  /** Name or ARN of a stack, or a webhook's URL. */
  readonly target: string;
  readonly gateway?: string;
  readonly envFile?: string;
  /** How far back the log is read, in minutes. */
  readonly since: number;
}

/** Tells a result as soon as there is one. */
type Tell = (name: string, activity: string, look: () => Promise<CheckResult | readonly CheckResult[]>) => Promise<void>;

/** The command `check`: one line for each thing that has to be right, and what to do where it is not. Asks nothing and changes nothing. */
export async function check(options: CheckOptions, context: GuardedContext): Promise<void> {
  const tasks = taskList(context);
  let failures = 0;
  const tell: Tell = async (name, activity, look) => {
    const results = await tasks.start(activity, () => checkResultOf(name, look));
    for (const result of results) tasks[result.kind](result.name, result.text);
    failures += results.filter(({ kind }) => kind === 'fail').length;
  };
  await (isUrl(options.target) ? checkWebhook(options, context, tell) : checkStack(options, context, tell, tasks));
  tasks.print(failures === 0 ? '\nAll is well.' : `\n${failures === 1 ? '1 thing is' : `${failures} things are`} to be mended.`);
  if (failures > 0) throw new ReportedFailure(`${failures} failed`);
}

async function checkWebhook({ target, envFile }: CheckOptions, context: GuardedContext, tell: Tell): Promise<void> {
  const webhookUrl = checkedUrl(target);
  await checkTwilioAndProbe(webhookUrl, givenCredentials(context, envFile), context, tell);
}

async function checkStack(options: CheckOptions, context: GuardedContext, tell: Tell, tasks: TaskList): Promise<void> {
  const gateway = await tasks.start(`Looking for the gateway of ${options.target}`, () => findGateway({ ...options, stack: options.target }, context));
  await tell('Stack', 'Looking at the stack', async () => stackResult(gateway));
  tasks.succeed('Gateway', `${gateway.constructPath}, version ${gateway.version}\n${gateway.webhookUrl}`);
  let secret: SecretContent = {};
  await tell('Secret', 'Reading the secret', async () => secretResult(gateway, secret = await readTokenSecret(gateway)));
  await checkTwilioAndProbe(gateway.webhookUrl, gatewayCredentials(secret, context, options.envFile), context, tell, gateway.managed);
  const since = new Date(Date.now() - options.since * 60_000);
  await tell('Log', "Reading the gateway's log", async () => rejectionResults(await readRejections(gateway, since), since));
}

async function checkTwilioAndProbe(
  webhookUrl: string,
  credentials: Partial<TwilioCredentials>,
  context: GuardedContext,
  tell: Tell,
  managed?: readonly string[],
): Promise<void> {
  if (isComplete(credentials)) {
    const twilio = twilioClient(credentials, context);
    await tell('Twilio account', 'Checking the Twilio account', async () => {
      const { sid, name, isTrial } = await checkAccount(twilio, credentials, context);
      return { name: 'Twilio account', kind: 'succeed', text: `${sid} ${name}${isTrial ? ' (trial: replies go only to numbers that you have verified)' : ''}` };
    });
    await tell('Number', 'Reading numbers and Messaging Services', async () => numberResults(await readInboundTargets(twilio), webhookUrl, managed));
  } else {
    await tell('Number', '', async () => ({ name: 'Number', kind: 'info', text: 'not looked at: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed, or --env-file.' }));
  }
  const { accountSid = randomSid('AC'), authToken } = credentials;
  await tell('Signed text', 'Sending a signed text', async () => authToken === undefined
    ? { name: 'Signed text', kind: 'info', text: 'not sent: there is no auth token to sign it with.' }
    : ofProbe('Signed text', await probeSigned(webhookUrl, { accountSid, authToken })));
  await tell('Forged text', 'Sending a forged text', async () => ofProbe('Forged text', await probeForged(webhookUrl, accountSid)));
}

function ofProbe(name: string, { isRight, text }: ProbeResult): CheckResult {
  return { name, kind: isRight ? 'succeed' : 'fail', text };
}
