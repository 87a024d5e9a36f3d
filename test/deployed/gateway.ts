import assert from 'node:assert/strict';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ACCOUNT_SID, AUTH_TOKEN, outputsOf } from './cloud';
import type { SigningKey, Twilio, WebhookAnswer } from './twilio';
import type { InboundFields } from '../../src/testing/twilio-parameters';

const secrets = new SecretsManagerClient();

/** A gateway of a deployed stack. Messages are sent to its webhook's URL. */
export class Gateway {
  /** How many messages were sent to it. */
  messages = 0;

  constructor(
    readonly webhookUrl: string,
    readonly secretArn: string,
    private readonly twilio: Twilio,
    private readonly key: SigningKey = AUTH_TOKEN,
  ) {}

  /** Fills the secret as a user does who does not use `connect`. */
  async fillSecret(): Promise<void> {
    const SecretString = JSON.stringify({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
    await secrets.send(new PutSecretValueCommand({ SecretId: this.secretArn, SecretString }));
  }

  async text(message: InboundFields, key = this.key): Promise<WebhookAnswer> {
    this.messages += 1;
    return this.twilio.text(this.webhookUrl, message, key);
  }

  /** The bodies of the reply to a message, which has to be answered with 200. */
  async reply(message: InboundFields): Promise<readonly (string | undefined)[]> {
    const { status, messages } = await this.text(message);
    assert.equal(status, 200);
    return messages.map(({ body }) => body);
  }

  async assertRejectsForged(): Promise<void> {
    assert.equal((await this.text('Forged', 'f'.repeat(32))).status, 403);
  }
}

/** The gateways of a deployed stack, in the order of their ids. */
export async function gatewaysOf(stack: string, twilio: Twilio): Promise<readonly Gateway[]> {
  const outputs = Object.entries(await outputsOf(stack)).sort(([one], [other]) => one < other ? -1 : 1);
  const valuesOf = (part: string) => outputs.filter(([id]) => id.includes(part)).map(([, value]) => value);
  const secretArns = valuesOf('AuthTokenSecret');
  const urls = valuesOf('WebhookUrl');
  assert.equal(secretArns.length, urls.length, JSON.stringify(outputs));
  return urls.map((url, index) => new Gateway(url, secretArns[index], twilio));
}

/** Reads until there is something: what AWS does by itself takes a moment. */
export async function eventually<T>(read: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const value = await read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nothing came within ${seconds} seconds.`);
}
