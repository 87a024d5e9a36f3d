import { FALLBACK, FIRST, joined, NUMBER, type PhoneNumberCase, SERVICE, THIRD_PARTY } from './phone-number-case';
import { number, service, WEBHOOK_URL } from '../../../support/phone-number-world';

export const CREATION_CASES: readonly PhoneNumberCase[] = [
  {
    name: 'a number without a webhook gets the webhook',
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL, sms_method: 'POST', sms_application_sid: '' },
    stores: [FIRST],
  },
  {
    name: 'a number that has the URL with HTTP GET gets POST',
    given: ({ twilio }) => Object.assign(twilio.numbers[0], { sms_url: WEBHOOK_URL, sms_method: 'GET' }),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL, sms_method: 'POST' },
    stores: [FIRST],
  },
  {
    name: 'a third-party webhook is rejected, and the rollback changes nothing',
    given: ({ twilio }) => Object.assign(twilio.numbers[0], THIRD_PARTY),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^…01 \(PN0+1\) has a webhook that is not this gateway's: /,
      /https:\/\/old\.example\.com\/sms\?key=… \(GET\)\. Set overwrite: true to replace it\. /,
      /It is restored when .* removed from the stack\..*Nothing was changed at Twilio\.$/,
    ),
    leaves: THIRD_PARTY,
  },
  {
    name: 'an application is rejected',
    given: ({ twilio }) => (twilio.numbers[0].sms_application_sid = 'AP1'),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /a webhook that is not this gateway's: the application AP1/,
    leaves: { sms_application_sid: 'AP1', sms_url: '' },
  },
  {
    name: 'a third-party fallback URL is rejected if the stack gives another one',
    given: ({ twilio }) => (twilio.numbers[0].sms_fallback_url = THIRD_PARTY.sms_fallback_url),
    when: async ({ stack }) => stack.create(number(NUMBER, { FallbackUrl: FALLBACK })),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /has a fallback URL that is not this stack's: https:\/\/old\.example\.com\/fallback\./,
    leaves: { sms_url: '', sms_fallback_url: THIRD_PARTY.sms_fallback_url },
  },
  {
    name: 'a number that its Messaging Service answers is rejected',
    given: ({ twilio }) => twilio.addService('Bot', {}, twilio.numbers[0]),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^…01 \(PN0+1\) is in the Messaging Service Bot, /,
      /which Twilio calls instead of the number's own webhook\. /,
      /Use MessageSource\.messagingService\('MG0+1'\) instead\. Nothing was changed/,
    ),
    leaves: { inbound_request_url: null },
  },
  {
    name: 'a number gets the webhook if its Messaging Service leaves messages to its numbers',
    given: ({ twilio }) => twilio.addService('Bot', { use_inbound_webhook_on_number: true }, twilio.numbers[0]),
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      expect(world.twilio.numbers[0].sms_url).toBe(WEBHOOK_URL);
    },
    events: ['Create SUCCESS'],
    leaves: { inbound_request_url: null, use_inbound_webhook_on_number: true },
    stores: [FIRST],
  },
  {
    name: 'a Messaging Service that leaves messages to its numbers is rejected',
    given: ({ twilio }) => twilio.addService('Bot', { use_inbound_webhook_on_number: true }),
    when: async ({ stack }) => stack.create(service(SERVICE)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason:
      /^Messaging Service Bot \(MG0+1\) has a webhook that is not this gateway's: left to the webhooks of its numbers/,
    leaves: { use_inbound_webhook_on_number: true },
  },
  {
    name: 'a number that the account does not have is rejected',
    when: async ({ stack }) => stack.create(number('+15005550009')),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^The Twilio account AC\w{32} has no number …09 that receives messages\. /,
      /Check whether the secret holds the account, or subaccount, that owns it\. Nothing was changed/,
    ),
  },
  {
    name: 'a number of which the wanted one is a part is not taken for it',
    given: ({ twilio }) => (twilio.numbers[0].phone_number = `${NUMBER}7`),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /has no number …01/,
    leaves: { sms_url: '' },
  },
  {
    name: 'a phone number that was a token at synth is checked',
    when: async ({ stack }) => stack.create(number('001 555')),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The phone number …55 is not in E\.164 form/,
  },
  {
    name: 'the SID of a Messaging Service that was a token at synth is checked',
    when: async ({ stack }) => stack.create(service('Bot')),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The SID of the Messaging Service is not valid\. Give MG and 32 hexadecimal digits\. Nothing/,
  },
];
