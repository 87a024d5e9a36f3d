import { ConnectionSetting } from './connection-setting';
import { uuidV7 } from './uuid-v7';
import { TwilioClient } from '../../runtime/twilio/twilio-client';
import { TwilioError } from '../../runtime/twilio/twilio-error';

// Resources of Twilio's webhook configuration API, a public beta, as far as they are read here.
// Source: npm `twilio` 6.3.1, `rest/webhooks/v1`.

export interface Rule {
  readonly id: string;
  readonly matchType: 'EXACT_MATCH' | 'PREFIX_MATCH' | 'DEFAULT';
  /** The URL that an exact match compares. */
  readonly value?: string;
  /** The beginning of the URLs that a prefix match compares. */
  readonly prefix?: string;
  readonly settings: ReadonlyArray<{ readonly settingId: string; readonly percentage: number }>;
}

export interface Setting {
  readonly id: string;
  readonly friendlyName?: string | null;
  readonly signature?: { readonly sharedKeyId?: string } | null;
}

/** A change of a Rule, while it spreads. */
export interface Operation {
  readonly id: string;
  readonly status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly resourceId?: string;
  readonly error?: { readonly detail?: string } | null;
}

interface RuleChange {
  readonly operation?: Operation;
  readonly rule?: Rule;
}

/** The longest name that Twilio takes. */
const MAX_NAME = 255;
const PATH = '/v1/Webhooks';

/** Twilio's SharedKeys, Settings and Rules of an account. All requests need an API key. */
export class WebhookConfiguration {
  /** @param name the friendly name of what is created */
  public constructor(private readonly twilio: TwilioClient, private readonly name: string) {}

  public get accountSid(): string {
    return this.twilio.accountSid;
  }

  public get friendlyName(): string {
    return this.name.slice(0, MAX_NAME);
  }

  public async rules(): Promise<Rule[]> {
    return this.twilio.list('read the Rules for webhooks', 'webhooks', `${PATH}/Rules?pageSize=100`, 'rules');
  }

  /** The Settings that sign with a SharedKey. */
  public async settings(sharedKeyId: string): Promise<Setting[]> {
    const path = `${PATH}/Settings?pageSize=100&sharedKeyId=${sharedKeyId}`;
    const all = await this.twilio.list<Setting>('read the Settings for webhooks', 'webhooks', path, 'settings');
    return all.filter(({ signature }) => signature?.sharedKeyId === sharedKeyId);
  }

  public async hasSharedKey(id: string): Promise<boolean> {
    const key = await foundOr404(this.twilio.get('read the SharedKey', 'webhooks', `${PATH}/SharedKeys/${id}`));
    return key !== undefined;
  }

  /** Twilio shows the secret in this response only. */
  public async createSharedKey(): Promise<{ readonly id: string; readonly secret: string }> {
    return this.create('create a SharedKey', 'SharedKeys', {});
  }

  public async createSetting(sharedKeyId: string, connection: ConnectionSetting): Promise<Setting> {
    return this.create('create a Setting', 'Settings', {
      // Twilio requires it. What a webhook needs beside its signature is up to its URL, as before.
      auth: { source: 'INLINE', value: { scheme: 'NONE' } },
      signature: { type: 'SHARED_KEY', sharedKeyId, algorithm: 'HMAC_SHA256' },
      connection,
    });
  }

  public async createRule(url: string, settingId: string): Promise<RuleChange> {
    return this.create('create a Rule', 'Rules', {
      matchType: 'EXACT_MATCH',
      value: url,
      settings: [{ settingId, percentage: 100 }],
    });
  }

  /** The newest operation of a Rule that has not ended. */
  public async pendingOperation(ruleId: string): Promise<Operation | undefined> {
    const path = `${PATH}/Operations?pageSize=100&resourceId=${ruleId}`;
    const all = await this.twilio.list<Operation>('read the state of the Rule', 'webhooks', path, 'operations');
    return all.find(({ resourceId, status }) => resourceId === ruleId && !hasEnded(status));
  }

  public async operation(id: string): Promise<Operation> {
    return this.twilio.get('read the state of the Rule', 'webhooks', `${PATH}/Operations/${id}`);
  }

  /** @returns `undefined` if there is no such Rule, or nothing to wait for */
  public async deleteRule(id: string): Promise<Operation | undefined> {
    const change = await this.remove<RuleChange>('delete the Rule', `Rules/${id}`);
    return change?.operation ?? this.pendingOperation(id);
  }

  public async deleteSetting(id: string): Promise<void> {
    await this.remove('delete the Setting', `Settings/${id}`);
  }

  public async deleteSharedKey(id: string): Promise<void> {
    await this.remove('delete the SharedKey', `SharedKeys/${id}`);
  }

  private async create<T>(doing: string, kind: string, content: object): Promise<T> {
    const { friendlyName } = this;
    return this.twilio.postJson(doing, 'webhooks', `${PATH}/${kind}`, { friendlyName, ...content }, uuidV7());
  }

  /** A resource that is gone is what is wanted, also after a repeated request. */
  private async remove<T>(doing: string, path: string): Promise<T | undefined> {
    return foundOr404(this.twilio.delete<T>(doing, 'webhooks', `${PATH}/${path}`, uuidV7()));
  }
}

export function hasEnded(status: Operation['status']): boolean {
  return ['COMPLETED', 'CANCELLED', 'FAILED'].includes(status);
}

async function foundOr404<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof TwilioError && cause.status === 404) return undefined;
    throw error;
  }
}
