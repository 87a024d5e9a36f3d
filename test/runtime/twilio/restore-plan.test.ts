import { KNOWN, number, OLD, OLD_FALLBACK, service, SETTINGS, SPARE, URL, WITH_FALLBACK } from './targets';
import type { InboundTarget } from '../../../src/runtime/twilio/inbound-settings';
import type { PreviousSettings } from '../../../src/runtime/twilio/previous-settings';
import { planRestore, type PlanRestoreOptions, planWebhook } from '../../../src/runtime/twilio/webhook-plan';

describe('what a plan stores', () => {
  test.each<{
    readonly name: string;
    readonly target: InboundTarget;
    readonly settings?: object;
    readonly known?: Partial<PreviousSettings>;
  }>([
    { name: 'is what is there the first time', target: number({ url: OLD, method: 'GET' }), settings: SETTINGS },
    { name: 'is nothing if the webhook is there the first time', target: number({ url: URL }) },
    { name: 'stays what was there the first time', target: number({ url: URL }), known: KNOWN, settings: SETTINGS },
    {
      name: 'is what somebody put in place of the webhook',
      target: number({ url: SPARE }),
      known: KNOWN,
      settings: { url: SPARE, method: 'POST', applicationSid: '' },
    },
    {
      name: "is an application that somebody put over the webhook, but never the gateway's own URL",
      target: number({ url: URL, applicationSid: 'AP1' }),
      known: KNOWN,
      settings: { ...SETTINGS, applicationSid: 'AP1' },
    },
    {
      name: "is the gateway's own URL under an application if nothing else is known",
      target: number({ url: URL, applicationSid: 'AP1' }),
      settings: { url: URL, method: 'POST', applicationSid: 'AP1' },
    },
  ])('$name', ({ target, known, settings }) => {
    const plan = planWebhook({ target, webhook: { url: URL }, known });

    expect(plan.pending.settings).toEqual(settings);
    expect(plan.applied.settings).toEqual(settings);
  });

  test.each([
    { name: 'stays the fallback URL of the first time', fallbackUrl: SPARE, fallback: OLD_FALLBACK },
    {
      name: 'is the fallback URL that somebody put in place of it',
      fallbackUrl: 'https://a.example.com',
      fallback: { fallbackUrl: 'https://a.example.com', fallbackMethod: 'POST' },
    },
  ])('$name', ({ fallbackUrl, fallback }) => {
    const plan = planWebhook({
      target: number({ url: URL, fallbackUrl }),
      webhook: WITH_FALLBACK.applied,
      known: WITH_FALLBACK,
    });

    expect(plan.applied.fallback).toEqual(fallback);
  });

  test('keeps the previous fallback URL until Twilio has all changes', () => {
    const plan = planWebhook({
      target: number({ url: URL, fallbackUrl: SPARE }),
      webhook: { url: URL },
      known: WITH_FALLBACK,
    });

    expect(plan.pending.fallback).toEqual(OLD_FALLBACK);
    expect(plan.applied.fallback).toBeUndefined();
  });

  const NEW = { url: 'https://new.example.com/sms' };
  test.each([
    {
      name: 'has the applied webhook until the new one is applied',
      url: URL,
      known: { applied: { url: URL } },
      applied: { url: URL },
    },
    {
      name: 'has the pending webhook as applied if Twilio has it',
      url: SPARE,
      known: { applied: { url: URL }, pending: { url: SPARE } },
      applied: { url: SPARE },
    },
    {
      name: 'has the applied webhook if Twilio has neither',
      url: OLD,
      known: { applied: { url: URL }, pending: { url: SPARE } },
      applied: { url: URL },
    },
    { name: 'has no applied webhook the first time', url: OLD, known: undefined, applied: undefined },
  ])('$name', ({ url, known, applied }) => {
    const plan = planWebhook({ target: number({ url }), webhook: NEW, known });

    expect(plan.pending).toMatchObject({ pending: NEW });
    expect(plan.pending.applied).toEqual(applied);
    expect(plan.applied.applied).toEqual(NEW);
    expect(plan.applied.pending).toBeUndefined();
  });
});

describe('the plan for restoring', () => {
  const SPARE_APPLIED = { applied: { url: URL, fallbackUrl: SPARE }, fallback: OLD_FALLBACK };

  test.each<
    { readonly name: string; readonly changes: object } & Omit<PlanRestoreOptions, 'known'> & {
      readonly known?: object;
    }
  >([
    { name: 'restores what the gateway replaced', target: number({ url: URL }), changes: SETTINGS },
    { name: 'restores it under another fragment', target: number({ url: `${URL}#rc=1` }), changes: SETTINGS },
    {
      name: 'restores it under a pending URL',
      target: number({ url: SPARE }),
      known: { pending: { url: SPARE } },
      changes: SETTINGS,
    },
    {
      name: 'restores it under another URL of the gateway',
      target: number({ url: SPARE }),
      otherUrls: [SPARE],
      changes: SETTINGS,
    },
    { name: 'leaves a URL that somebody changed', target: number({ url: SPARE }), changes: {} },
    {
      name: 'leaves an application that somebody set',
      target: number({ url: URL, applicationSid: 'AP1' }),
      changes: {},
    },
    {
      name: 'replaces an application that somebody set if it may',
      target: number({ url: URL, applicationSid: 'AP1' }),
      replacesOverrides: true,
      changes: SETTINGS,
    },
    {
      name: 'leaves a service that somebody left to its numbers',
      target: service({ url: URL, isLeftToNumbers: true }),
      changes: {},
    },
    {
      name: 'restores nothing if nothing is known',
      target: number({ url: URL }),
      known: { settings: undefined },
      changes: {},
    },
    {
      name: 'restores a fallback URL',
      target: number({ url: SPARE, fallbackUrl: SPARE }),
      known: SPARE_APPLIED,
      changes: OLD_FALLBACK,
    },
    {
      name: 'leaves a fallback URL that somebody changed',
      target: number({ url: SPARE, fallbackUrl: URL }),
      known: SPARE_APPLIED,
      changes: {},
    },
  ])('$name', ({ changes, known, ...options }) => {
    expect(planRestore({ ...options, known: { ...KNOWN, ...known } })).toEqual(changes);
  });
});
