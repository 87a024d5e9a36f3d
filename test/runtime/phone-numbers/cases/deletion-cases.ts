import {
  DEMO,
  FALLBACK,
  FIRST,
  joined,
  NUMBER,
  OTHER_URL,
  type PhoneNumberCase,
  SERVICE,
  THIRD_PARTY,
} from './phone-number-case';
import { ACCOUNT_SID, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from '../../../support/messages';
import { number, service, WEBHOOK_URL } from '../../../support/phone-number-world';

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
  {
    name: 'a deletion fails if the secret holds another account',
    when: async ({ stack, secrets }) => {
      await stack.create(number(NUMBER));
      secrets.put(JSON.stringify({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN }));
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete FAILED'],
    reason: joined(
      /^PN0+1 belongs to the Twilio account AC0\w+, but the secret holds the account ACf\w+\. /,
      /Put the former account back into the secret, or set the webhook in the Twilio Console\. /,
      /Nothing was changed/,
    ),
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
];
