import {
  DEMO,
  DOWN,
  FALLBACK,
  FIRST,
  joined,
  NUMBER,
  OTHER_NUMBER,
  OTHER_URL,
  type PhoneNumberCase,
  SECOND,
  SERVICE,
  THIRD_PARTY,
} from './phone-number-case';
import { number, service, WEBHOOK_URL } from '../../../support/phone-number-world';

export const UPDATE_CASES: readonly PhoneNumberCase[] = [
  {
    name: 'an update sets another fragment, and the URL counts as the same',
    when: async ({ stack }) => [
      await stack.create(number(NUMBER)),
      await stack.update(number(NUMBER, { WebhookUrl: `${WEBHOOK_URL}#rc=2&rp=all` })),
    ],
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: `${WEBHOOK_URL}#rc=2&rp=all` },
    stores: [FIRST],
  },
  {
    name: 'an update to another key stores the previous settings again without asking Twilio',
    when: async ({ stack, ssmCalls, twilio }) => {
      await stack.create(number(NUMBER));
      ssmCalls.length = 0;
      twilio.intercept = () => DOWN;
      await stack.update(number(NUMBER, { ParameterKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k1' }));
      expect(ssmCalls.filter((call) => call.startsWith('PutParameter'))).toHaveLength(1);
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'an update without a fallback URL restores the previous one',
    given: ({ twilio }) => twilio.addService('Bot', { fallback_url: OTHER_URL }),
    when: async ({ stack, twilio }) => {
      await stack.create(service(SERVICE, { FallbackUrl: FALLBACK, Overwrite: 'true' }));
      expect(twilio.services[0].fallback_url).toBe(FALLBACK);
      await stack.update(service(SERVICE));
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { inbound_request_url: WEBHOOK_URL, fallback_url: OTHER_URL },
    stores: [SERVICE],
  },
  {
    name: 'a deletion after an update restores what was there before both',
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
      expect(twilio.numbers[0].sms_url).toBe(OTHER_URL);
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: DEMO },
  },
  {
    name: 'an update of a number that somebody changed is rejected, and undone without a change',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      Object.assign(twilio.numbers[0], THIRD_PARTY);
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: /has a webhook that is not this gateway's.*Nothing was changed at Twilio\.$/,
    leaves: THIRD_PARTY,
    stores: [FIRST],
  },
  {
    name: 'an update with overwrite replaces what somebody changed',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      Object.assign(twilio.numbers[0], THIRD_PARTY);
      await stack.update(number(NUMBER, { Overwrite: 'true' }));
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'an update is undone if another resource fails',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL, FallbackUrl: FALLBACK }), true);
      expect(twilio.numbers[0].sms_fallback_url).toBe('');
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'an update to another number restores the first number afterwards',
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(OTHER_NUMBER));
      expect(twilio.numbers[1].sms_url).toBe(WEBHOOK_URL);
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: DEMO },
    stores: [SECOND],
  },
  {
    name: 'an update to another number restores the second number when it is undone',
    given: ({ twilio }) => (twilio.numbers[1].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(OTHER_NUMBER), true);
      expect(twilio.numbers[1].sms_url).toBe(DEMO);
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Update SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'an update to another number is undone even if Twilio did not say that it took it',
    given: ({ twilio }) => (twilio.numbers[1].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      let failed = 0;
      twilio.intercept = ({ method, path }) => {
        if (!path.includes(SECOND) || (method === 'GET' && failed === 0) || failed === 8) return undefined;
        twilio.numbers[1].sms_url = WEBHOOK_URL;
        failed++;
        return DOWN;
      };
      await stack.update(number(OTHER_NUMBER));
      expect(twilio.numbers[1].sms_url).toBe(DEMO);
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: joined(
      /Could not set the webhook of …02 \(PN0+2\): Twilio failed \(error 20503\).*deploy again\. /,
      /It is not known whether …02 \(PN0+2\) was changed\. Its previous settings are stored\.$/,
    ),
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
];
