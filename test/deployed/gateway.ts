import assert from 'node:assert/strict';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, deploy, outputsOf } from './cloud';
import type { Twilio } from './twilio';
import type { InboundFields } from '../../src/testing/twilio-parameters';

const secrets = new SecretsManagerClient();

/** A gateway of a deployed stack, whose webhook's URL is texted. */
export class Gateway {
  /** How many messages were sent to it. */
  messages = 0;

  constructor(readonly webhookUrl: string, readonly secretArn: string, private readonly twilio: Twilio) {}

  /** Fills the secret as a user does who has no use for `connect`. */
  async fillSecret(authToken = AUTH_TOKEN): Promise<void> {
    await secrets.send(new PutSecretValueCommand({
      SecretId: this.secretArn,
      SecretString: JSON.stringify({ accountSid: ACCOUNT_SID, authToken }),
    }));
  }

  async text(message: InboundFields, authToken?: string): ReturnType<Twilio['text']> {
    this.messages += 1;
    return this.twilio.text(this.webhookUrl, message, authToken);
  }

  /** The bodies of the reply to a message that has to be answered with 200. */
  async reply(message: InboundFields): Promise<readonly (string | undefined)[]> {
    const { status, messages } = await this.text(message);
    assert.equal(status, 200);
    return messages.map(({ body }) => body);
  }

  async assertRejectsForged(): Promise<void> {
    assert.equal((await this.text('Forged', 'f'.repeat(32))).status, 403);
  }
}

/** What was deployed from a folder. */
export interface Deployment {
  readonly gateways: readonly Gateway[];
  readonly seconds: number;
}

/** Deploys all stacks of a folder. Gives the seconds that it took. */
export async function deployAll(folder: string, ...args: string[]): Promise<number> {
  const started = Date.now();
  await deploy(folder, ...args);
  return (Date.now() - started) / 1000;
}

/** Deploys a folder with one stack. */
export async function deployGateways(folder: string, stack: string, twilio: Twilio): Promise<Deployment> {
  return { seconds: await deployAll(folder), gateways: await gatewaysOf(stack, twilio) };
}

/** The gateways of a deployed stack, in the order of their ids. */
export async function gatewaysOf(stack: string, twilio: Twilio): Promise<readonly Gateway[]> {
  const outputs = Object.entries(await outputsOf(stack)).sort(([one], [other]) => one < other ? -1 : 1);
  const urls = outputs.filter(([id]) => id.includes('WebhookUrl')).map(([, value]) => value);
  const secretArns = outputs.filter(([id]) => id.includes('AuthTokenSecret')).map(([, value]) => value);
  assert.equal(secretArns.length, urls.length, JSON.stringify(outputs));
  return urls.map((url, index) => new Gateway(url, secretArns[index], twilio));
}

/** Tries until it is so: what AWS does by itself takes a moment. */
export async function eventually<T>(read: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`It was not so within ${seconds} seconds.`);
}
