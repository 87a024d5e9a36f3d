import { CheckResult } from './check-result';
import { describeSettings, InboundTarget, isNamed, isSameUrl, pointsTo } from '../../runtime/twilio/inbound-settings';

const NO_NUMBER: CheckResult = {
  name: 'Number',
  kind: 'fail',
  text: 'no number points here. "connect" points one here.',
};

/**
 * The numbers and Messaging Services that point at the gateway, and those that only seem to.
 *
 * @param managed those that the stack points at the gateway
 */
export function numberResults(
  targets: readonly InboundTarget[],
  webhookUrl: string,
  managed: readonly string[] = [],
): CheckResult[] {
  const named = targets.filter(({ settings }) => isSameUrl(settings.url, webhookUrl));
  const connected = named.filter((target) => pointsTo(target, webhookUrl));
  const overridden = named.filter((target) => !connected.includes(target));
  const missing = managed.filter((name) => !named.some((target) => isNamed(target, name)));
  return [
    ...connected.map((target) => connectedResult(target, webhookUrl, managed)),
    ...overridden.map((target): CheckResult => ({
      name: 'Number',
      kind: connected.length > 0 ? 'info' : 'fail',
      text: `${nameOf(target)} has this URL, but Twilio does not call it: ${describeSettings(target)}.`,
    })),
    ...missing.map((name): CheckResult => ({
      name: 'Number',
      kind: 'fail',
      text: `The stack pointed ${name} here, but ${currentState(targets, name)}. "connect" points it here again.`,
    })),
    ...(named.length === 0 && missing.length === 0 ? [NO_NUMBER] : []),
  ];
}

function connectedResult(target: InboundTarget, webhookUrl: string, managed: readonly string[]): CheckResult {
  const { url, method } = target.settings;
  if (method !== 'POST') {
    const text = `${nameOf(target)} points here, but with HTTP ${method}. "connect" sets POST.`;
    return { name: 'Number', kind: 'fail', text };
  }
  if (webhookUrl.includes('#') && !url.includes('#')) {
    const text = `${nameOf(target)} points here, but Twilio does not retry a message that gets no answer. `
      + `"connect" adds the stack's settings for retries: ${webhookUrl.replace(/^[^#]*/, '')}`;
    return { name: 'Number', kind: 'info', text };
  }
  const isManaged = managed.some((name) => isNamed(target, name));
  return {
    name: 'Number',
    kind: 'succeed',
    text: `${nameOf(target)} points here${isManaged ? ', set by the stack' : ''}`,
  };
}

function currentState(targets: readonly InboundTarget[], name: string): string {
  const target = targets.find((candidate) => isNamed(candidate, name));
  return target === undefined ? 'the account no longer has it' : `its settings are now: ${describeSettings(target)}`;
}

function nameOf({ kind, sid, name }: InboundTarget): string {
  return kind === 'number' ? name : `Messaging Service ${name} (${sid})`;
}
