import {
  DEMO,
  FALLBACK,
  FIRST,
  failWrites,
  NUMBER,
  OTHER_NUMBER,
  OTHER_URL,
  type PhoneNumberCase,
  SECOND,
  SERVICE,
  THIRD_PARTY,
} from './phone-number-case';
import { ACCOUNT_SID, AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../../support/messages';
import { number, PARAMETER, type PhoneNumberWorld, service, WEBHOOK_URL } from '../../../support/phone-number-world';

/** A number of another account. */
const OTHERS = `PN${'f'.repeat(32)}`;

export const DELETION_CASES: readonly PhoneNumberCase[] = [
  {
    name: "a deletion restores Twilio's greeting",
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: DEMO },
  },
  {
    name: 'a deletion restores a third-party webhook that overwrite replaced',
    given: ({ twilio }) => Object.assign(twilio.numbers[0], THIRD_PARTY),
    when: async ({ stack }) => [await stack.create(number(NUMBER, { Overwrite: 'true' })), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: THIRD_PARTY,
  },
  {
    name: 'a deletion restores an application that overwrite replaced',
    given: ({ twilio }) => Object.assign(twilio.numbers[0], { sms_application_sid: 'AP1', ...THIRD_PARTY }),
    when: async (world) => {
      await world.stack.create(number(NUMBER, { Overwrite: 'true' }));
      expect(world.twilio.numbers[0]).toMatchObject({ sms_application_sid: '', sms_url: WEBHOOK_URL });
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_application_sid: 'AP1', ...THIRD_PARTY },
  },
  {
    name: 'a deletion restores the webhook of a Messaging Service',
    given: ({ twilio }) => twilio.addService('Bot', {}, twilio.numbers[0]),
    when: async (world) => {
      await world.stack.create(service(SERVICE));
      expect(world.twilio.services[0]).toMatchObject({
        inbound_request_url: WEBHOOK_URL,
        inbound_method: 'POST',
        use_inbound_webhook_on_number: false,
      });
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { inbound_request_url: '', use_inbound_webhook_on_number: false },
  },
  {
    name: 'a deletion leaves messages to the numbers of a Messaging Service again',
    given: ({ twilio }) => twilio.addService('Bot', { use_inbound_webhook_on_number: true }),
    when: async ({ stack }) => [await stack.create(service(SERVICE, { Overwrite: 'true' })), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { use_inbound_webhook_on_number: true, inbound_request_url: '' },
  },
  {
    name: 'a deletion restores a fallback URL that overwrite replaced',
    given: ({ twilio }) => (twilio.numbers[0].sms_fallback_url = THIRD_PARTY.sms_fallback_url),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER, { FallbackUrl: FALLBACK, Overwrite: 'true' }));
      expect(twilio.numbers[0]).toMatchObject({ sms_fallback_url: FALLBACK, sms_fallback_method: 'POST' });
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: '', sms_fallback_url: THIRD_PARTY.sms_fallback_url },
  },
  {
    name: 'a deletion leaves a fallback URL alone that somebody changed',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER, { FallbackUrl: FALLBACK }));
      twilio.numbers[0].sms_fallback_url = OTHER_URL;
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: '', sms_fallback_url: OTHER_URL },
  },
  {
    name: 'a deletion succeeds if the account no longer has the number',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.numbers.length = 0;
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
  },
  {
    name: 'a deletion leaves a webhook alone that somebody changed',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.numbers[0].sms_url = OTHER_URL;
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: OTHER_URL },
  },
  {
    name: 'a deletion leaves an application alone that somebody put over the webhook',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.numbers[0].sms_application_sid = 'AP9';
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_application_sid: 'AP9', sms_url: WEBHOOK_URL },
  },
  {
    name: 'a second deletion has nothing to do',
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.delete(), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: '' },
  },
  {
    name: 'a deletion restores the settings before connect if connect pointed the number here',
    given: ({ twilio, secrets }) => {
      Object.assign(twilio.numbers[0], { sms_url: WEBHOOK_URL, sms_fallback_url: OTHER_URL });
      const settings = { url: THIRD_PARTY.sms_url, method: 'GET', applicationSid: '' };
      const previousSettings = {
        [FIRST]: { name: NUMBER, accountSid: ACCOUNT_SID, settings, pending: { url: WEBHOOK_URL } },
      };
      secrets.put(JSON.stringify({ previousSettings }), { stage: 'cdk-twilio-sms-gateway:previous-settings' });
    },
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      expect(world.twilio.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: THIRD_PARTY.sms_url, sms_method: 'GET', sms_fallback_url: OTHER_URL },
  },
  {
    name: 'a deletion leaves a number alone that somebody else pointed here',
    given: ({ twilio }) => (twilio.numbers[0].sms_url = WEBHOOK_URL),
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
  },
  ...[
    {
      name: 'the secret holds another account',
      given: ({ secrets }: PhoneNumberWorld) =>
        secrets.put(JSON.stringify({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN })),
      why: /PN0+1 belongs to the Twilio account AC0\w+, but the secret holds the account ACf\w+\./,
    },
    {
      name: 'the account is closed, so Twilio does not accept its token',
      given: ({ twilio }: PhoneNumberWorld) => (twilio.authToken = OTHER_AUTH_TOKEN),
      why: /Twilio does not accept this Account SID and auth token \(error 20003\)/,
    },
    {
      name: 'the account is suspended',
      given: ({ twilio }: PhoneNumberWorld) =>
        (twilio.intercept = () => ({ status: 403, code: 20005, message: 'Account not active' })),
      why: /Twilio does not allow it \(error 20005\): Account not active/,
    },
    {
      name: 'Twilio rejects the previous settings',
      given: (world: PhoneNumberWorld) => failWrites(world, { status: 400, code: 21402, message: `Bad ${NUMBER}` }),
      why: /Twilio rejected it \(error 21402\): Bad \[hidden\]/,
    },
    {
      name: 'the secret is gone',
      given: ({ secrets }: PhoneNumberWorld) => (secrets.fault = 'missing'),
      why: /The secret, or its current version, does not exist\. To fix it: aws secretsmanager put-secret-value/,
    },
    {
      name: 'the secret is marked as deleted',
      given: ({ secrets }: PhoneNumberWorld) => (secrets.fault = 'deleted'),
      why: /The secret is marked as deleted/,
    },
    {
      name: 'the secret holds its start value again',
      given: ({ secrets }: PhoneNumberWorld) => secrets.put('{"accountSid":"","authToken":"0123456789abcdeX"}'),
      why: /The secret holds its random start value/,
    },
    {
      name: 'the secret names no account any more',
      given: ({ secrets }: PhoneNumberWorld) => secrets.put(AUTH_TOKEN),
      why: /The secret names no accountSid/,
    },
  ].map(({ name, given, why }): PhoneNumberCase => ({
    name: `a deletion succeeds, and says what is left, if ${name}`,
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      given(world);
      await world.stack.delete();
      const left = /"level":"WARN".*"outcome":"left".*PN0+1 may still point at the gateway, since its previous settings/;
      const settings = new RegExp(`If the account still has it.*The SSM parameter ${PARAMETER} keeps the previous set`);
      [left, why, settings].forEach((pattern) => expect(world.stack.log).toMatch(pattern));
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  })),
  {
    name: 'what a deletion in another account left does not keep a new stack from another number',
    when: async ({ stack, twilio, secrets, parameters }) => {
      await stack.create(number(NUMBER));
      const left = parameters.get(PARAMETER)!.replaceAll(ACCOUNT_SID, OTHER_ACCOUNT_SID).replaceAll(FIRST, OTHERS);
      parameters.set(PARAMETER, left);
      await stack.create(number(OTHER_NUMBER));
      expect([twilio.numbers[1].sms_url, secrets.fault]).toEqual([WEBHOOK_URL, undefined]);
    },
    events: ['Create SUCCESS', 'Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [OTHERS, SECOND],
  },
];
