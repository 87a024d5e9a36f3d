import { Finding, findingOf } from './finding';
import { numberFindings } from './number-findings';
import { rejectionFindings, secretFinding, stackFinding } from './stack-findings';
import { randomSid } from '../../local/twilio/inbound-text';
import { readInboundTargets } from '../../runtime/twilio/inbound-targets';
import { AwsOptions } from '../aws/aws-options';
import { findGateway } from '../aws/deployed-gateway';
import { gatewayCredentials, isComplete } from '../aws/gateway-credentials';
import { readRejections } from '../aws/rejections';
import { readTokenSecret, SecretContent } from '../aws/token-secret';
import { ReportedFailure } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Steps, stepsOn } from '../terminal/steps';
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

/** Tells a finding as soon as there is one. */
type Tell = (name: string, activity: string, look: () => Promise<Finding | readonly Finding[]>) => Promise<void>;

/** The command `check`: one line for each thing that has to be right, and what to do where it is not. Asks nothing and changes nothing. */
export async function check(options: CheckOptions, context: GuardedContext): Promise<void> {
  const steps = stepsOn(context);
  let failures = 0;
  const tell: Tell = async (name, activity, look) => {
    const findings = await steps.during(activity, () => findingOf(name, look));
    for (const finding of findings) steps[finding.kind](finding.name, finding.text);
    failures += findings.filter(({ kind }) => kind === 'failed').length;
  };
  await (isUrl(options.target) ? checkWebhook(options, context, tell) : checkStack(options, context, tell, steps));
  steps.print(failures === 0 ? '\nAll is well.' : `\n${failures === 1 ? '1 thing is' : `${failures} things are`} to be mended.`);
  if (failures > 0) throw new ReportedFailure(`${failures} failed`);
}

async function checkWebhook({ target, envFile }: CheckOptions, context: GuardedContext, tell: Tell): Promise<void> {
  const webhookUrl = checkedUrl(target);
  await checkTwilioAndProbe(webhookUrl, givenCredentials(context, envFile), context, tell);
}

async function checkStack(options: CheckOptions, context: GuardedContext, tell: Tell, steps: Steps): Promise<void> {
  const gateway = await steps.during(`Looking for the gateway of ${options.target}`, () => findGateway({ ...options, stack: options.target }, context));
  await tell('Stack', 'Looking at the stack', async () => stackFinding(gateway));
  steps.done('Gateway', `${gateway.constructPath}, version ${gateway.version}\n${gateway.webhookUrl}`);
  let secret: SecretContent = {};
  await tell('Secret', 'Reading the secret', async () => secretFinding(gateway, secret = await readTokenSecret(gateway)));
  await checkTwilioAndProbe(gateway.webhookUrl, gatewayCredentials(secret, context, options.envFile), context, tell, gateway.managed);
  const since = new Date(Date.now() - options.since * 60_000);
  await tell('Log', "Reading the gateway's log", async () => rejectionFindings(await readRejections(gateway, since), since));
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
      return { name: 'Twilio account', kind: 'done', text: `${sid} ${name}${isTrial ? ' (trial: replies go only to numbers that you have verified)' : ''}` };
    });
    await tell('Number', 'Reading numbers and Messaging Services', async () => numberFindings(await readInboundTargets(twilio), webhookUrl, managed));
  } else {
    await tell('Number', '', async () => ({ name: 'Number', kind: 'note', text: 'not looked at: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed, or --env-file.' }));
  }
  const { accountSid = randomSid('AC'), authToken } = credentials;
  await tell('Signed text', 'Sending a signed text', async () => authToken === undefined
    ? { name: 'Signed text', kind: 'note', text: 'not sent: there is no auth token to sign it with.' }
    : ofProbe('Signed text', await probeSigned(webhookUrl, { accountSid, authToken })));
  await tell('Forged text', 'Sending a forged text', async () => ofProbe('Forged text', await probeForged(webhookUrl, accountSid)));
}

function ofProbe(name: string, { isRight, text }: ProbeResult): Finding {
  return { name, kind: isRight ? 'done' : 'failed', text };
}
