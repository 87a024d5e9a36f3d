import type { InboundSettings, InboundTarget } from '../../../src/runtime/twilio/inbound-settings';
import type { PreviousSettings } from '../../../src/runtime/twilio/previous-settings';
import { planRestore, type PlanRestoreOptions, planWebhook, type PlanWebhookOptions } from '../../../src/runtime/twilio/webhook-plan';

// The decisions one by one. test/runtime/phone-numbers has them in the life of a stack, test/cli/connect in the commands.

const URL = 'https://gateway.example.com/sms';
const OLD = 'https://old.example.com/sms';
const SPARE = 'https://spare.example.com/sms';

const EMPTY = { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST' };
const number = (settings: Partial<InboundSettings>): InboundTarget => ({
  kind: 'number', sid: 'PN1', name: '…01', settings: { ...EMPTY, applicationSid: '', ...settings },
});
const service = (settings: Partial<InboundSettings>): InboundTarget => ({
  kind: 'service', sid: 'MG1', name: 'Bot', settings: { ...EMPTY, isLeftToNumbers: false, ...settings },
});
const SETTINGS = { url: OLD, method: 'GET', applicationSid: '' };
const KNOWN: PreviousSettings = { name: '+1', accountSid: 'AC1', settings: SETTINGS, applied: { url: URL } };
const OLD_FALLBACK = { fallbackUrl: OLD, fallbackMethod: 'GET' };
const WITH_FALLBACK = { ...KNOWN, fallback: OLD_FALLBACK, applied: { url: URL, fallbackUrl: SPARE } };

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
    { name: 'gives a number without one the webhook', target: number({}), webhook: WEBHOOK, changes: { ...MAIN, applicationSid: '' } },
    { name: 'gives a service without one the webhook', target: service({}), webhook: WEBHOOK, changes: { ...MAIN, isLeftToNumbers: false } },
    { name: 'changes nothing if the webhook is there', target: number({ url: URL }), webhook: WEBHOOK, changes: {} },
    {
      name: 'changes the fragment',
      target: number({ url: URL }),
      webhook: { url: `${URL}#rc=2` },
      changes: { url: `${URL}#rc=2`, method: 'POST' },
    },
    { name: 'changes the method', target: number({ url: URL, method: 'GET' }), webhook: WEBHOOK, changes: MAIN },
    { name: 'replaces another URL of the gateway', target: number({ url: OLD }), webhook: WEBHOOK, otherUrls: [OLD], changes: MAIN },
    { name: 'replaces a pending URL', target: number({ url: OLD }), webhook: WEBHOOK, known: { pending: { url: OLD } }, changes: MAIN },
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
    { name: 'leaves a fallback URL that is there', target: number({ url: URL, fallbackUrl: SPARE }), webhook: WITH_SPARE, changes: {} },
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

describe('what a plan stores', () => {
  test.each<{ readonly name: string; readonly target: InboundTarget; readonly settings?: object; readonly known?: Partial<PreviousSettings> }>([
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
    const plan = planWebhook({ target: number({ url: URL, fallbackUrl }), webhook: WITH_FALLBACK.applied, known: WITH_FALLBACK });

    expect(plan.applied.fallback).toEqual(fallback);
  });

  test('keeps the previous fallback URL until Twilio has all changes', () => {
    const plan = planWebhook({ target: number({ url: URL, fallbackUrl: SPARE }), webhook: { url: URL }, known: WITH_FALLBACK });

    expect(plan.pending.fallback).toEqual(OLD_FALLBACK);
    expect(plan.applied.fallback).toBeUndefined();
  });

  const NEW = { url: 'https://new.example.com/sms' };
  test.each([
    { name: 'has the applied webhook until the new one is applied', url: URL, known: { applied: { url: URL } }, applied: { url: URL } },
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

  test.each<{ readonly name: string; readonly changes: object } & Omit<PlanRestoreOptions, 'known'> & { readonly known?: object }>([
    { name: 'restores what the gateway replaced', target: number({ url: URL }), changes: SETTINGS },
    { name: 'restores it under another fragment', target: number({ url: `${URL}#rc=1` }), changes: SETTINGS },
    { name: 'restores it under a pending URL', target: number({ url: SPARE }), known: { pending: { url: SPARE } }, changes: SETTINGS },
    { name: 'restores it under another URL of the gateway', target: number({ url: SPARE }), otherUrls: [SPARE], changes: SETTINGS },
    { name: 'leaves a URL that somebody changed', target: number({ url: SPARE }), changes: {} },
    { name: 'leaves an application that somebody set', target: number({ url: URL, applicationSid: 'AP1' }), changes: {} },
    {
      name: 'replaces an application that somebody set if it may',
      target: number({ url: URL, applicationSid: 'AP1' }),
      replacesOverrides: true,
      changes: SETTINGS,
    },
    { name: 'leaves a service that somebody left to its numbers', target: service({ url: URL, isLeftToNumbers: true }), changes: {} },
    { name: 'restores nothing if nothing is known', target: number({ url: URL }), known: { settings: undefined }, changes: {} },
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
