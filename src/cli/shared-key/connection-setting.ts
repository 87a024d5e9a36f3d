import { UserError } from '../../local/problems/user-error';

/** How Twilio connects to a webhook. Source: Twilio, "Configure webhook settings": connection. */
export interface ConnectionSetting {
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly retryPolicy: { readonly retryCount: number; readonly retryOn: readonly string[] };
}

/** Values without an override. Source: Twilio, "Webhook connection overrides". */
const DEFAULTS: Readonly<Record<string, string>> = { ct: '5000', rt: '15000', tt: '15000', rc: '1', rp: 'ct' };

const RETRY_ON: Readonly<Record<string, string>> = {
  '4xx': 'HTTP_4XX',
  '5xx': 'HTTP_5XX',
  'ct': 'CONNECTION_TIMEOUT',
  'rt': 'READ_TIMEOUT',
  'all': 'ALL',
};

/**
 * The same behaviour as that of the connection overrides in the URL's fragment, which a Setting replaces. A Setting
 * without a retry policy would not retry at all. Source: Twilio, "Migrate to the Webhooks configuration API".
 *
 * @throws UserError for an override that has no counterpart here
 */
export function connectionSetting(webhookUrl: string): ConnectionSetting {
  const fragment = webhookUrl.split('#').slice(1).join('#');
  const overrides = fragment.split('&').filter((part) => part !== '').map((part) => part.split('='));
  const unknown = overrides.find(([name, value = '']) => !Object.hasOwn(DEFAULTS, name) || !isValid(name, value));
  if (unknown !== undefined) {
    throw new UserError(`The URL has the connection override "${unknown.join('=')}", which --shared-key cannot put `
      + 'into a Setting. Nothing was changed. Remove the override, or create Setting and Rule yourself: '
      + 'Twilio, "Migrate to the Webhooks configuration API".');
  }
  const { ct, rt, tt, rc, rp } = { ...DEFAULTS, ...Object.fromEntries(overrides) } as Record<string, string>;
  return {
    connectTimeoutMs: Number(ct),
    readTimeoutMs: Number(rt),
    totalTimeoutMs: Number(tt),
    retryPolicy: { retryCount: Number(rc), retryOn: rp.split(',').map((name) => RETRY_ON[name]) },
  };
}

function isValid(name: string, value: string): boolean {
  return name === 'rp' ? value.split(',').every((each) => Object.hasOwn(RETRY_ON, each)) : /^\d{1,5}$/.test(value);
}

/** Says it in words. */
export function describeConnection({ retryPolicy: { retryCount, retryOn }, ...timeouts }: ConnectionSetting): string {
  const { connectTimeoutMs, readTimeoutMs, totalTimeoutMs } = timeouts;
  return `connect ${connectTimeoutMs} ms, read ${readTimeoutMs} ms, total ${totalTimeoutMs} ms, `
    + `${retryCount} ${retryCount === 1 ? 'retry' : 'retries'} on ${retryOn.join(', ')}`;
}
