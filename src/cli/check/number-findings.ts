import { Finding } from './finding';
import { describeSettings, InboundTarget, isSameUrl, pointsTo } from '../../runtime/phone-numbers/inbound-settings';

/** Which numbers and Messaging Services point at the gateway, and which only seem to. */
export function numberFindings(targets: readonly InboundTarget[], webhookUrl: string): Finding[] {
  const named = targets.filter(({ settings }) => isSameUrl(settings.url, webhookUrl));
  const connected = named.filter((target) => pointsTo(target, webhookUrl));
  const overridden = named.filter((target) => !connected.includes(target));
  return [
    ...connected.map((target): Finding => target.settings.method === 'POST'
      ? { name: 'Number', kind: 'done', text: `${nameOf(target)} points here` }
      : { name: 'Number', kind: 'failed', text: `${nameOf(target)} points here, but with HTTP ${target.settings.method}: set POST in the Twilio Console.` }),
    ...overridden.map((target): Finding => ({
      name: 'Number',
      kind: connected.length > 0 ? 'note' : 'failed',
      text: `${nameOf(target)} has this URL, but it is not called: ${describeSettings(target)}.`,
    })),
    ...(named.length === 0 ? [{ name: 'Number', kind: 'failed', text: 'none points here. "connect" points one.' } satisfies Finding] : []),
  ];
}

function nameOf({ kind, sid, name }: InboundTarget): string {
  return kind === 'number' ? name : `Messaging Service ${name} (${sid})`;
}
