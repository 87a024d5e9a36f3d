import { CheckResult } from './check-result';
import { describeSettings, InboundTarget, isNamed, isSameUrl, pointsTo } from '../../runtime/twilio/inbound-settings';

/**
 * Which numbers and Messaging Services point at the gateway, and which only seem to.
 *
 * @param managed those that the stack points at it
 */
export function numberResults(targets: readonly InboundTarget[], webhookUrl: string, managed: readonly string[] = []): CheckResult[] {
  const named = targets.filter(({ settings }) => isSameUrl(settings.url, webhookUrl));
  const connected = named.filter((target) => pointsTo(target, webhookUrl));
  const overridden = named.filter((target) => !connected.includes(target));
  const missing = managed.filter((name) => !named.some((target) => isNamed(target, name)));
  return [
    ...connected.map((target) => connectedFinding(target, webhookUrl, managed)),
    ...overridden.map((target): CheckResult => ({
      name: 'Number',
      kind: connected.length > 0 ? 'info' : 'fail',
      text: `${nameOf(target)} has this URL, but it is not called: ${describeSettings(target)}.`,
    })),
    ...missing.map((name): CheckResult => ({
      name: 'Number',
      kind: 'fail',
      text: `${name} was pointed here by the stack (phoneNumbers), but ${presentOf(targets.find((target) => isNamed(target, name)))}. "connect" points it here again.`,
    })),
    ...(named.length === 0 && missing.length === 0 ? [{ name: 'Number', kind: 'fail', text: 'none points here. "connect" points one.' } satisfies CheckResult] : []),
  ];
}

function connectedFinding(target: InboundTarget, webhookUrl: string, managed: readonly string[]): CheckResult {
  const { url, method } = target.settings;
  if (method !== 'POST') return { name: 'Number', kind: 'fail', text: `${nameOf(target)} points here, but with HTTP ${method}. "connect" sets POST.` };
  if (webhookUrl.includes('#') && !url.includes('#')) {
    return { name: 'Number', kind: 'info', text: `${nameOf(target)} points here, but Twilio does not try again when a text gets no answer. "connect" sets what the stack says of it: ${webhookUrl.replace(/^[^#]*/, '')}` };
  }
  return { name: 'Number', kind: 'succeed', text: `${nameOf(target)} points here${managed.some((name) => isNamed(target, name)) ? ', set by the stack' : ''}` };
}

function presentOf(target?: InboundTarget): string {
  return target === undefined ? 'the account has it no longer' : `has now: ${describeSettings(target)}`;
}

function nameOf({ kind, sid, name }: InboundTarget): string {
  return kind === 'number' ? name : `Messaging Service ${name} (${sid})`;
}
