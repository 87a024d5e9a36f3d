import { randomBytes } from 'node:crypto';
import type { Resource } from './twilio-pages';

/** A request to the webhook configuration API. */
export interface ConfigurationRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: any;
  readonly idempotencyKey?: string;
}

export interface ConfigurationResponse {
  readonly status: number;
  readonly content?: object;
}

const KINDS: Readonly<Record<string, string>> = {
  SharedKeys: 'sharedKeys', Settings: 'settings', Rules: 'rules', Operations: 'operations',
};
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  SharedKeys: ['friendlyName'],
  Settings: ['friendlyName', 'description', 'auth', 'signature', 'connection', 'edgeZones'],
  Rules: ['friendlyName', 'description', 'matchType', 'value', 'prefix', 'settings'],
};
const RETRY_ON = ['HTTP_4XX', 'HTTP_5XX', 'CONNECTION_TIMEOUT', 'READ_TIMEOUT', 'ALL'];
/** Small, so that a few items make several pages. */
const PAGE_SIZE = 2;

/**
 * The resources of Twilio's webhook configuration API with the checks of its published errors (59000, 59100, 59103,
 * 59200). Source: npm `twilio` 6.3.1, `rest/webhooks/v1`; Twilio, "Error and Warning Dictionary".
 */
export class TwilioWebhookConfiguration {
  readonly sharedKeys: Resource[] = [];
  readonly settings: Resource[] = [];
  readonly rules: Resource[] = [];
  readonly operations: Resource[] = [];
  /** How often an operation is read before it has this state. */
  reads = 1;
  endsAs = 'COMPLETED';
  /** Replaces the secret of the next SharedKey. */
  secret?: string;
  private readonly repeated = new Map<string, ConfigurationResponse>();

  reset(): void {
    [this.sharedKeys, this.settings, this.rules, this.operations].forEach((list) => (list.length = 0));
    Object.assign(this, { reads: 1, endsAs: 'COMPLETED', secret: undefined });
    this.repeated.clear();
  }

  /** A Rule that somebody else made. */
  addRule(fields: Resource): Resource {
    const rule = { id: idOf('rule'), matchType: 'EXACT_MATCH', settings: [{ settingId: idOf('setting'), percentage: 100 }], ...fields };
    this.rules.push(rule);
    return rule;
  }

  answer(request: ConfigurationRequest): ConfigurationResponse {
    const { method, idempotencyKey } = request;
    if (method !== 'GET' && !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(idempotencyKey ?? '')) {
      return invalid('Idempotency-Key must be a UUIDv7');
    }
    const earlier = this.repeated.get(idempotencyKey ?? '');
    if (earlier !== undefined) return earlier;
    const response = this.route(request);
    if (idempotencyKey !== undefined) this.repeated.set(idempotencyKey, response);
    return response;
  }

  private route({ method, path, query, json }: ConfigurationRequest): ConfigurationResponse {
    const [, kind, id] = /^\/v1\/Webhooks\/(\w+)(?:\/(\w+))?$/.exec(path) ?? [];
    const { sharedKeys, settings: allSettings, rules, operations } = this;
    const list = { SharedKeys: sharedKeys, Settings: allSettings, Rules: rules, Operations: operations }[kind];
    if (list === undefined) return problem(404, 20404, 'Not found');
    if (method === 'POST' && id === undefined) return this.create(kind, json);
    if (method === 'GET' && id === undefined) return page(kind, list, query);
    const index = list.findIndex((each) => each.id === id);
    if (index < 0) return problem(404, 20404, `${kind} ${id} was not found`);
    if (method === 'GET') return { status: 200, content: kind === 'Operations' ? this.read(list[index]) : list[index] };
    if (method !== 'DELETE') return problem(405, 20405, 'Method not allowed');
    const isUsed = kind === 'SharedKeys' ? this.settings.some(({ signature }) => signature?.sharedKeyId === id)
      : kind === 'Settings' && this.rules.some(({ settings }) => settings.some(({ settingId }: Resource) => settingId === id));
    if (isUsed) return problem(409, 59100, 'The resource is still in use');
    list.splice(index, 1);
    return kind === 'Rules' ? { status: 202, content: { operation: this.startOperation(id) } } : { status: 204 };
  }

  private create(kind: string, json: any): ConfigurationResponse {
    const unknown = Object.keys(json).find((name) => !FIELDS[kind]?.includes(name));
    if (unknown !== undefined) return invalid(`unknown field ${unknown}`);
    if ((json.friendlyName ?? '').length > 255) return invalid('friendlyName is too long');
    if (kind === 'SharedKeys') {
      const key = { id: idOf('sharedkey'), friendlyName: json.friendlyName ?? '' };
      this.sharedKeys.push(key);
      return { status: 201, content: { ...key, secret: this.secret ?? randomBytes(32).toString('base64url') } };
    }
    const flaw = kind === 'Settings' ? this.flawOfSetting(json) : this.flawOfRule(json);
    if (flaw !== undefined) return invalid(flaw);
    if (kind === 'Settings') {
      const setting = { id: idOf('setting'), type: 'CUSTOMER', ...json };
      this.settings.push(setting);
      return { status: 201, content: setting };
    }
    if (this.rules.some(({ matchType, value }) => matchType === json.matchType && value === json.value)) {
      return problem(409, 59103, 'A Rule with the same match key already exists');
    }
    const rule = { id: idOf('rule'), ...json };
    this.rules.push(rule);
    return { status: 202, content: { operation: this.startOperation(rule.id), rule } };
  }

  private flawOfSetting({ auth, signature, connection }: any): string | undefined {
    if (!['INLINE', 'REFERENCE'].includes(auth?.source)) return 'auth.source must be INLINE or REFERENCE';
    if (auth.source === 'INLINE' && typeof auth.value?.scheme !== 'string') return 'auth.value.scheme is missing';
    if (!this.sharedKeys.some(({ id }) => id === signature?.sharedKeyId)) return 'signature.sharedKeyId does not exist';
    if (signature.algorithm !== 'HMAC_SHA256') return 'signature.algorithm is missing';
    const { connectTimeoutMs, readTimeoutMs, totalTimeoutMs = 15_000, retryPolicy } = connection;
    const isInRange = [connectTimeoutMs, readTimeoutMs].every((each) => each >= 100 && each <= 15_000);
    if (!isInRange || totalTimeoutMs < 100 || totalTimeoutMs > 60_000) return 'connection is out of range';
    return retryPolicy.retryOn.every((each: string) => RETRY_ON.includes(each)) ? undefined : 'retryPolicy.retryOn is wrong';
  }

  private flawOfRule({ matchType, value, settings }: any): string | undefined {
    if (matchType !== 'EXACT_MATCH') return 'this emulator has only exact matches';
    if (typeof value !== 'string' || /[/#*]$|[#*]/.test(value)) return 'value must not end with / or have special characters';
    const sum = settings.reduce((total: number, { percentage }: Resource) => total + percentage, 0);
    if (sum !== 100) return 'percentages must sum to 100';
    return settings.every(({ settingId }: Resource) => this.settings.some(({ id }) => id === settingId))
      ? undefined : 'a Setting does not exist';
  }

  private startOperation(resourceId: string): Resource {
    const operation = { id: idOf('operation'), status: 'PENDING', resourceId, retentionPeriod: 'P7D', left: this.reads };
    this.operations.push(operation);
    const { left: _, ...shown } = operation;
    return shown;
  }

  private read(operation: Resource): Resource {
    operation.status = --operation.left > 0 ? 'RUNNING' : this.endsAs;
    if (operation.status === 'FAILED') operation.error = { code: 59500, detail: 'A region did not answer' };
    const { left: _, ...shown } = operation;
    return shown;
  }
}

function idOf(kind: string): string {
  return `webhooks_${kind}_${randomBytes(13).toString('hex')}`;
}

function page(kind: string, all: readonly Resource[], query: URLSearchParams): ConfigurationResponse {
  const unknown = [...query.keys()].find((name) => !['pageSize', 'pageToken', 'sharedKeyId', 'resourceId'].includes(name));
  if (unknown !== undefined) return invalid(`query ${unknown}`);
  const found = all.filter(({ signature, resourceId }) =>
    (!query.has('sharedKeyId') || signature?.sharedKeyId === query.get('sharedKeyId'))
    && (!query.has('resourceId') || resourceId === query.get('resourceId')));
  const start = Number((query.get('pageToken') ?? 'token/0').split('/')[1]);
  const nextToken = found.length > start + PAGE_SIZE ? `token/${start + PAGE_SIZE}` : undefined;
  const key = KINDS[kind];
  const meta = { key, pageSize: PAGE_SIZE, nextToken };
  return { status: 200, content: { [key]: found.slice(start, start + PAGE_SIZE), meta } };
}

function invalid(detail: string): ConfigurationResponse {
  return problem(400, 59000, detail);
}

/** Source: npm `twilio` 6.3.1, `OperationError`: the fields of an error. */
function problem(status: number, code: number, detail: string): ConfigurationResponse {
  return { status, content: { type: `https://www.twilio.com/docs/api/errors/${code}`, title: 'Error', status, code, detail } };
}
