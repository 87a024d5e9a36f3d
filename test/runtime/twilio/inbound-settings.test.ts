import { describeSettings, InboundSettings, InboundTarget, isForeign, isNamed, isSameUrl, pointsTo, whoAnswers } from '../../../src/runtime/twilio/inbound-settings';

const OURS = 'https://gateway.example.com/sms';

function number(settings: Partial<InboundSettings>, isLeftToNumbers?: boolean): InboundTarget {
  return {
    kind: 'number',
    sid: 'PN1',
    name: '+15005550001',
    settings: { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST', applicationSid: '', ...settings },
    ...(isLeftToNumbers === undefined ? {} : { service: { sid: 'MG1', name: 'Bot', isLeftToNumbers } }),
  };
}

function service(settings: Partial<InboundSettings>): InboundTarget {
  return { kind: 'service', sid: 'MG1', name: 'Bot', settings: { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST', isLeftToNumbers: false, ...settings } };
}

test.each<[name: string, target: InboundTarget, who: string, isOurs: boolean, isForeign: boolean]>([
  ['a number without anything', number({}), 'nobody', false, false],
  ['a number that points here', number({ url: OURS }), 'url', true, false],
  ['a number that points here with overrides', number({ url: `${OURS}#rc=2&rp=all` }), 'url', true, false],
  ['a number that points elsewhere', number({ url: 'https://example.com' }), 'url', false, true],
  ["a number with Twilio's own URL", number({ url: 'https://demo.twilio.com/welcome/sms/reply/' }), 'url', false, false],
  ['an application over our URL', number({ url: OURS, applicationSid: 'AP1' }), 'application', false, true],
  ['a service over our URL', number({ url: OURS }, false), 'service', false, false],
  ['a service over an application', number({ applicationSid: 'AP1' }, false), 'service', false, true],
  ['a service that leaves it to its numbers', number({ url: OURS }, true), 'url', true, false],
  ['a service that points here', service({ url: OURS }), 'url', true, false],
  ['a service that leaves it to its numbers, itself', service({ url: OURS, isLeftToNumbers: true }), 'numbers', false, false],
  ['a service without anything', service({}), 'nobody', false, false],
])('%s', (_, target, who, isOurs, foreign) => {
  expect([whoAnswers(target), pointsTo(target, OURS), isForeign(target, OURS)]).toEqual([who, isOurs, foreign]);
  expect(describeSettings(target)).not.toBe('');
});

test('URLs are compared without the fragment, and an empty one is no URL', () => {
  expect(isSameUrl(`${OURS}#a`, `${OURS}#b`)).toBe(true);
  expect(isSameUrl(OURS, `${OURS}/`)).toBe(false);
  expect(isSameUrl('', '')).toBe(false);
});

test('a number is named by itself, a service by its SID', () => {
  expect([isNamed(number({}), '+15005550001'), isNamed(number({}), 'PN1')]).toEqual([true, false]);
  expect([isNamed(service({}), 'MG1'), isNamed(service({}), 'Bot')]).toEqual([true, false]);
});
