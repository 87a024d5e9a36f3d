import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { lambdaCredentials } from '../sdk/lambda-credentials';
import type { InboundSettings } from '../twilio/inbound-settings';

/** What the stack sets at a number or a Messaging Service. */
export interface Webhook {
  readonly url: string;
  /** The number's own stays where there is none. */
  readonly fallbackUrl?: string;
}

/** What is known of a number or a Messaging Service that the stack points at the gateway. */
export interface KeptTarget {
  /** As the stack names it. */
  readonly name: string;
  readonly accountSid: string;
  /** What it had before. None where it pointed at the gateway already, and `connect` did not keep anything either. */
  readonly previous?: Pick<InboundSettings, 'url' | 'method' | 'applicationSid' | 'isLeftToNumbers'>;
  /** Its fallback before, where the stack set another one. */
  readonly previousFallback?: Pick<InboundSettings, 'fallbackUrl' | 'fallbackMethod'>;
  /** What was set last. */
  readonly set?: Webhook;
  /** What was begun to be set: Twilio may have it or not. */
  readonly begun?: Webhook;
}

/** By SID. */
export type Kept = Readonly<Record<string, KeptTarget>>;

/** Where it is kept, by the name of the parameter. */
export interface KeptSettings {
  read(parameterName: string): Promise<Kept>;
  /** Nothing to keep leaves no parameter. */
  write(parameterName: string, kept: Kept): Promise<void>;
}

const DESCRIPTION = 'What Twilio numbers had before this stack pointed them at cdk-twilio-sms-gateway. Removed with them.';

/** What a role was allowed a moment ago may not be known everywhere yet. Source: IAM, "Changes that I make are not always immediately visible". */
const DENIED_TRIES = 6;
const DENIED_PAUSE = 3000;

/** SSM parameters, encrypted, since a webhook's URL may hold a password (docs/decisions/0015). */
export function ssmParameters(sleep: (milliseconds: number) => Promise<unknown>, keyArn?: string): KeptSettings {
  const ssm = new SSMClient({
    credentials: lambdaCredentials,
    maxAttempts: 6, // all numbers of a stack come at once
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
  return {
    async read(Name) {
      const get = new GetParameterCommand({ Name, WithDecryption: true });
      const text = await patiently(sleep, async () => orNone(async () => (await ssm.send(get)).Parameter?.Value));
      return text === undefined ? {} : parse(text, Name);
    },
    async write(Name, kept) {
      if (Object.keys(kept).length === 0) {
        await patiently(sleep, async () => orNone(async () => ssm.send(new DeleteParameterCommand({ Name }))));
        return;
      }
      await patiently(sleep, async () => ssm.send(new PutParameterCommand({
        Name,
        Description: DESCRIPTION,
        Type: 'SecureString',
        KeyId: keyArn,
        Tier: 'Intelligent-Tiering', // long URLs may be more than the 4 kB of a parameter that costs nothing
        Value: JSON.stringify(kept),
        Overwrite: true,
      })));
    },
  };
}

async function patiently<T>(sleep: (milliseconds: number) => Promise<unknown>, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== 'AccessDeniedException' || tries === DENIED_TRIES) throw error;
      await sleep(DENIED_PAUSE);
    }
  }
}

async function orNone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  }
}

function parse(text: string, parameterName: string): Kept {
  try {
    return Object(JSON.parse(text)) as Kept;
  } catch {
    throw new Error(`The SSM parameter ${parameterName} is not what this stack wrote. Look at it, and delete it to go on without it.`);
  }
}
