import { planPointing, planRestoring } from '../../../src/runtime/phone-numbers/plan';
import type { InboundSettings, InboundTarget } from '../../../src/runtime/twilio/inbound-settings';

// The decisions one by one; test/phone-numbers.table.test.ts has them in the life of a stack.

const URL = 'https://gateway.example.com/sms';
const OLD = 'https://old.example.com/sms';
const SPARE = 'https://spare.example.com/sms';

const number = (settings: Partial<InboundSettings>): InboundTarget => ({
  kind: 'number', sid: 'PN1', name: '…01', settings: { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST', applicationSid: '', ...settings },
});
const service = (settings: Partial<InboundSettings>): InboundTarget => ({
  kind: 'service', sid: 'MG1', name: 'Bot', settings: { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST', isLeftToNumbers: false, ...settings },
});
const KEPT = { name: '+1', accountSid: 'AC1', previous: { url: OLD, method: 'GET', applicationSid: '' }, set: { url: URL } };
const WITH_FALLBACK = { ...KEPT, set: { url: URL, fallbackUrl: SPARE }, previousFallback: { fallbackUrl: OLD, fallbackMethod: 'GET' } };

describe('pointing', () => {
  test.each<[name: string, plan: () => ReturnType<typeof planPointing>, changes: object, objection?: RegExp]>([
    ['a number without anything', () => planPointing(number({}), { url: URL }), { url: URL, method: 'POST', applicationSid: '' }],
    ['a service without anything', () => planPointing(service({}), { url: URL }), { url: URL, method: 'POST', isLeftToNumbers: false }],
    ['what is as it should be', () => planPointing(number({ url: URL }), { url: URL }), {}],
    ['another fragment', () => planPointing(number({ url: URL }), { url: `${URL}#rc=2` }), { url: `${URL}#rc=2`, method: 'POST' }],
    ['another method', () => planPointing(number({ url: URL, method: 'GET' }), { url: URL }), { url: URL, method: 'POST' }],
    ['an earlier URL of the stack', () => planPointing(number({ url: OLD }), { url: URL }, {}, [OLD]), { url: URL, method: 'POST' }],
    ['a URL that was begun', () => planPointing(number({ url: OLD }), { url: URL }, { begun: { url: OLD } }), { url: URL, method: 'POST' }],
    ['a foreign URL', () => planPointing(number({ url: OLD }), { url: URL }), { url: URL, method: 'POST', applicationSid: '' }, /https:\/\/old/],
    ['an application over our URL', () => planPointing(number({ url: URL, applicationSid: 'AP1' }), { url: URL }), { url: URL, method: 'POST', applicationSid: '' }, /AP1/],
    ['a service that is left to its numbers', () => planPointing(service({ isLeftToNumbers: true }), { url: URL }), { url: URL, method: 'POST', isLeftToNumbers: false }, /its numbers/],
    ['a fallback', () => planPointing(number({ url: URL }), { url: URL, fallbackUrl: SPARE }), { fallbackUrl: SPARE, fallbackMethod: 'POST' }],
    ['a foreign fallback', () => planPointing(number({ url: URL, fallbackUrl: OLD }), { url: URL, fallbackUrl: SPARE }), { fallbackUrl: SPARE, fallbackMethod: 'POST' }, /fallback URL/],
    ["Twilio's own fallback", () => planPointing(number({ url: URL, fallbackUrl: 'https://sms-fallback.twilio.com/welcome/sms' }), { url: URL, fallbackUrl: SPARE }),
      { fallbackUrl: SPARE, fallbackMethod: 'POST' }],
    ['a fallback that is as it should be', () => planPointing(number({ url: URL, fallbackUrl: SPARE }), { url: URL, fallbackUrl: SPARE }), {}],
    ['a fallback by another method', () => planPointing(number({ url: URL, fallbackUrl: SPARE, fallbackMethod: 'GET' }), { url: URL, fallbackUrl: SPARE }),
      { fallbackUrl: SPARE, fallbackMethod: 'POST' }],
    ['a fallback of the stack, which gives none any more', () => planPointing(number({ url: URL, fallbackUrl: SPARE }), { url: URL }, WITH_FALLBACK), WITH_FALLBACK.previousFallback],
    ['a fallback of the stack before which nothing is known', () => planPointing(number({ url: URL, fallbackUrl: SPARE }), { url: URL }, { set: WITH_FALLBACK.set }), {}],
    ['a fallback that stays', () => planPointing(number({ url: URL, fallbackUrl: OLD }), { url: URL }), {}],
  ])('%s', (_, plan, changes, ...[objection = /^$/]) => {
    const { changes: planned, objection: found } = plan();

    expect(planned).toEqual(changes);
    expect(found ?? '').toMatch(objection);
  });

  test('keeps what was there before the first time, and what somebody put over it since', () => {
    expect(planPointing(number({ url: URL }), { url: URL }, KEPT).keep.previous).toEqual(KEPT.previous);
    expect(planPointing(number({ url: SPARE }), { url: URL }, KEPT).keep.previous).toEqual({ url: SPARE, method: 'POST', applicationSid: '' });
  });

  test('keeps the fallback that was there before the first time, and what somebody put over it since', () => {
    const kept = (fallbackUrl: string) =>
      planPointing(number({ url: URL, fallbackUrl }), { url: URL, fallbackUrl: SPARE }, WITH_FALLBACK).keep.previousFallback;

    expect(kept(SPARE)).toEqual(WITH_FALLBACK.previousFallback);
    expect(kept('https://a.example.com')).toEqual({ fallbackUrl: 'https://a.example.com', fallbackMethod: 'POST' });
  });

  test('an objection shows no values of a query', () => {
    expect(planPointing(number({ url: 'https://me:hush@a.example.com/?key=hush' }), { url: URL }).objection).toContain('https://…@a.example.com/?key=…');
  });
});

describe('restoring', () => {
  test.each<[name: string, target: InboundTarget, kept: object, changes: object]>([
    ['what is as it was set', number({ url: URL }), {}, KEPT.previous],
    ['under another fragment', number({ url: `${URL}#rc=1` }), {}, KEPT.previous],
    ['what was begun', number({ url: SPARE }), { begun: { url: SPARE } }, KEPT.previous],
    ['what somebody changed', number({ url: SPARE }), {}, {}],
    ['what somebody put an application over', number({ url: URL, applicationSid: 'AP1' }), {}, {}],
    ['a service that somebody left to its numbers', service({ url: URL, isLeftToNumbers: true }), {}, {}],
    ['what is not known', number({ url: URL }), { previous: undefined }, {}],
    ['a fallback', number({ url: SPARE, fallbackUrl: SPARE }), { set: { url: URL, fallbackUrl: SPARE }, previousFallback: { fallbackUrl: OLD, fallbackMethod: 'GET' } },
      { fallbackUrl: OLD, fallbackMethod: 'GET' }],
    ['a fallback that somebody changed', number({ url: SPARE, fallbackUrl: URL }), { set: { url: URL, fallbackUrl: SPARE }, previousFallback: { fallbackUrl: OLD, fallbackMethod: 'GET' } }, {}],
  ])('%s', (_, target, kept, changes) => {
    expect(planRestoring(target, { ...KEPT, ...kept })).toEqual(changes);
  });
});
