import { number, OLD, OLD_FALLBACK, service, SPARE, URL, WITH_FALLBACK } from './targets';
import type { InboundSettings } from '../../../src/runtime/twilio/inbound-settings';
import { planWebhook, type PlanWebhookOptions } from '../../../src/runtime/twilio/webhook-plan';

// The decisions one by one. test/runtime/phone-numbers has them in a stack's life, test/cli/connect in the commands.

interface PlanCase extends PlanWebhookOptions {
  readonly name: string;
  readonly changes: Partial<InboundSettings>;
  readonly conflict?: string;
}

describe('the plan for a webhook', () => {
  const MAIN = { url: URL, method: 'POST' };
  const WEBHOOK = { url: URL };
  const WITH_SPARE = { url: URL, fallbackUrl: SPARE };
  const SPARE_CHANGES = { fallbackUrl: SPARE, fallbackMethod: 'POST' };

  test.each<PlanCase>([
    {
      name: 'gives a number without one the webhook',
      target: number({}),
      webhook: WEBHOOK,
      changes: { ...MAIN, applicationSid: '' },
    },
    {
      name: 'gives a service without one the webhook',
      target: service({}),
      webhook: WEBHOOK,
      changes: { ...MAIN, isLeftToNumbers: false },
    },
    { name: 'changes nothing if the webhook is there', target: number({ url: URL }), webhook: WEBHOOK, changes: {} },
    {
      name: 'changes the fragment',
      target: number({ url: URL }),
      webhook: { url: `${URL}#rc=2` },
      changes: { url: `${URL}#rc=2`, method: 'POST' },
    },
    { name: 'changes the method', target: number({ url: URL, method: 'GET' }), webhook: WEBHOOK, changes: MAIN },
    {
      name: 'replaces another URL of the gateway',
      target: number({ url: OLD }),
      webhook: WEBHOOK,
      otherUrls: [OLD],
      changes: MAIN,
    },
    {
      name: 'replaces a pending URL',
      target: number({ url: OLD }),
      webhook: WEBHOOK,
      known: { pending: { url: OLD } },
      changes: MAIN,
    },
    {
      name: 'has a conflict with a third-party URL',
      target: number({ url: OLD }),
      webhook: WEBHOOK,
      changes: { ...MAIN, applicationSid: '' },
      conflict: 'webhook',
    },
    {
      name: "has no conflict with Twilio's greeting",
      target: number({ url: 'https://demo.twilio.com/welcome/sms/reply' }),
      webhook: WEBHOOK,
      changes: { ...MAIN, applicationSid: '' },
    },
    {
      name: "has a conflict with an application over the gateway's URL",
      target: number({ url: URL, applicationSid: 'AP1' }),
      webhook: WEBHOOK,
      changes: { ...MAIN, applicationSid: '' },
      conflict: 'webhook',
    },
    {
      name: 'has a conflict with the numbers of a service',
      target: service({ isLeftToNumbers: true }),
      webhook: WEBHOOK,
      changes: { ...MAIN, isLeftToNumbers: false },
      conflict: 'numbers',
    },
    {
      name: 'has a conflict with the webhook of a service that leaves messages to its numbers',
      target: service({ url: OLD, isLeftToNumbers: true }),
      webhook: WEBHOOK,
      changes: { ...MAIN, isLeftToNumbers: false },
      conflict: 'webhook',
    },
    { name: 'adds a fallback URL', target: number({ url: URL }), webhook: WITH_SPARE, changes: SPARE_CHANGES },
    {
      name: 'has a conflict with a third-party fallback URL',
      target: number({ url: URL, fallbackUrl: OLD }),
      webhook: WITH_SPARE,
      changes: SPARE_CHANGES,
      conflict: 'fallback',
    },
    {
      name: 'names the conflict with the webhook before the one with the fallback URL',
      target: number({ url: OLD, fallbackUrl: OLD }),
      webhook: WITH_SPARE,
      changes: { ...MAIN, applicationSid: '', ...SPARE_CHANGES },
      conflict: 'webhook',
    },
    {
      name: "has no conflict with Twilio's own fallback URL",
      target: number({ url: URL, fallbackUrl: 'https://sms-fallback.twilio.com/welcome/sms' }),
      webhook: WITH_SPARE,
      changes: SPARE_CHANGES,
    },
    {
      name: 'leaves a fallback URL that is there',
      target: number({ url: URL, fallbackUrl: SPARE }),
      webhook: WITH_SPARE,
      changes: {},
    },
    {
      name: 'changes the method of the fallback URL',
      target: number({ url: URL, fallbackUrl: SPARE, fallbackMethod: 'GET' }),
      webhook: WITH_SPARE,
      changes: SPARE_CHANGES,
    },
    {
      name: 'restores the fallback URL if the stack no longer gives one',
      target: number({ url: URL, fallbackUrl: SPARE }),
      webhook: WEBHOOK,
      known: WITH_FALLBACK,
      changes: OLD_FALLBACK,
    },
    {
      name: 'leaves a fallback URL of the stack if the previous one is not known',
      target: number({ url: URL, fallbackUrl: SPARE }),
      webhook: WEBHOOK,
      known: { applied: WITH_FALLBACK.applied },
      changes: {},
    },
    {
      name: 'leaves a fallback URL if the stack gives none',
      target: number({ url: URL, fallbackUrl: OLD }),
      webhook: WEBHOOK,
      changes: {},
    },
  ])('$name', ({ changes, conflict, ...options }) => {
    const plan = planWebhook(options);

    expect(plan.changes).toEqual(changes);
    expect(plan.conflict).toBe(conflict);
  });
});
