import {
  describeSettings, InboundSettings, InboundTarget, isNamed, isSameUrl, isThirdPartyWebhook, pointsTo, whoAnswers,
} from '../../../src/runtime/twilio/inbound-settings';

const OURS = 'https://gateway.example.com/sms';
const EMPTY = { url: '', method: 'POST', fallbackUrl: '', fallbackMethod: 'POST' };

function number(settings: Partial<InboundSettings>, isLeftToNumbers?: boolean): InboundTarget {
  return {
    kind: 'number',
    sid: 'PN1',
    name: '+15005550001',
    settings: { ...EMPTY, applicationSid: '', ...settings },
    ...(isLeftToNumbers === undefined ? {} : { service: { sid: 'MG1', name: 'Bot', isLeftToNumbers } }),
  };
}

function service(settings: Partial<InboundSettings>): InboundTarget {
  return { kind: 'service', sid: 'MG1', name: 'Bot', settings: { ...EMPTY, isLeftToNumbers: false, ...settings } };
}

interface TargetCase {
  readonly name: string;
  readonly target: InboundTarget;
  readonly who: string;
  readonly isOurs: boolean;
  readonly isThirdParty: boolean;
  readonly text: string;
}

test.each<TargetCase>([
  {
    name: 'a number without anything',
    target: number({}),
    who: 'nobody',
    isOurs: false,
    isThirdParty: false,
    text: 'no webhook',
  },
  {
    name: 'a number that points here',
    target: number({ url: OURS }),
    who: 'url',
    isOurs: true,
    isThirdParty: false,
    text: `${OURS} (POST)`,
  },
  {
    name: 'a number that points here with overrides',
    target: number({ url: `${OURS}#rc=2&rp=all` }),
    who: 'url',
    isOurs: true,
    isThirdParty: false,
    text: `${OURS}#rc=2&rp=all (POST)`,
  },
  {
    name: 'a number that points elsewhere',
    target: number({ url: 'https://example.com' }),
    who: 'url',
    isOurs: false,
    isThirdParty: true,
    text: 'https://example.com (POST)',
  },
  {
    name: "a number with Twilio's own URL",
    target: number({ url: 'https://demo.twilio.com/welcome/sms/reply/' }),
    who: 'url',
    isOurs: false,
    isThirdParty: false,
    text: "https://demo.twilio.com/welcome/sms/reply/ (POST), Twilio's greeting",
  },
  {
    name: 'an application over our URL',
    target: number({ url: OURS, applicationSid: 'AP1' }),
    who: 'application',
    isOurs: false,
    isThirdParty: true,
    text: 'the application AP1',
  },
  {
    name: 'a service over our URL',
    target: number({ url: OURS }, false),
    who: 'service',
    isOurs: false,
    isThirdParty: false,
    text: 'answered by its Messaging Service Bot (MG1)',
  },
  {
    name: 'a service over an application',
    target: number({ applicationSid: 'AP1' }, false),
    who: 'service',
    isOurs: false,
    isThirdParty: true,
    text: 'answered by its Messaging Service Bot (MG1)',
  },
  {
    name: 'a number whose service leaves it to its numbers',
    target: number({ url: OURS }, true),
    who: 'url',
    isOurs: true,
    isThirdParty: false,
    text: `${OURS} (POST)`,
  },
  {
    name: 'a service that points here',
    target: service({ url: OURS }),
    who: 'url',
    isOurs: true,
    isThirdParty: false,
    text: `${OURS} (POST)`,
  },
  {
    name: 'a service that leaves messages to its numbers',
    target: service({ url: OURS, isLeftToNumbers: true }),
    who: 'numbers',
    isOurs: false,
    isThirdParty: false,
    text: 'left to the webhooks of its numbers',
  },
  {
    name: 'a service without anything',
    target: service({}),
    who: 'nobody',
    isOurs: false,
    isThirdParty: false,
    text: 'no webhook',
  },
])('$name is answered by: $who', ({ target, who, isOurs, isThirdParty, text }) => {
  expect(whoAnswers(target)).toBe(who);
  expect(pointsTo(target, OURS)).toBe(isOurs);
  expect(isThirdPartyWebhook(target, OURS)).toBe(isThirdParty);
  expect(describeSettings(target)).toBe(text);
});

test('URLs are compared without the fragment, and an empty one equals none', () => {
  expect(isSameUrl(`${OURS}#a`, `${OURS}#b`)).toBe(true);
  expect(isSameUrl(OURS, `${OURS}/`)).toBe(false);
  expect(isSameUrl('', '')).toBe(false);
});

test('a number is named by itself, a service by its SID', () => {
  expect([isNamed(number({}), '+15005550001'), isNamed(number({}), 'PN1')]).toEqual([true, false]);
  expect([isNamed(service({}), 'MG1'), isNamed(service({}), 'Bot')]).toEqual([true, false]);
});
