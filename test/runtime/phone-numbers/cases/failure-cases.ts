import { DEMO, DOWN, failWrites, FIRST, joined, NUMBER, OTHER_URL, type PhoneNumberCase } from './phone-number-case';
import { AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../../support/messages';
import { number, WEBHOOK_URL } from '../../../support/phone-number-world';

export const FAILURE_CASES: readonly PhoneNumberCase[] = [
  {
    name: 'a write that Twilio fails is retried',
    when: async (world) => {
      failWrites(world, DOWN, 2);
      await world.stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'a throttled write is retried after the time that Twilio asks for',
    when: async (world) => {
      failWrites(world, { status: 429, code: 20429, retryAfter: 1 }, 1);
      await world.stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'a creation that Twilio fails leaves nothing behind',
    when: async (world) => {
      failWrites(world, DOWN);
      await world.stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^Could not set the webhook of …01 \(PN0+1\): Twilio failed \(error 20503\)\. Check status\.twilio\.com, /,
      /then deploy again\. …01 \(PN0+1\) was not changed\.$/,
    ),
    leaves: { sms_url: '' },
  },
  {
    name: 'a creation that Twilio took before the connection broke is noticed, and restored',
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      let posts = 0;
      twilio.intercept = ({ method }) => {
        if (method !== 'POST' || ++posts > 4) return undefined;
        Object.assign(twilio.numbers[0], { sms_url: WEBHOOK_URL, sms_method: 'POST' });
        return 'hangsUp';
      };
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /could not be reached \(UND_ERR_SOCKET\).*…01 \(PN0+1\) was changed nevertheless\.$/,
    leaves: { sms_url: DEMO },
  },
  {
    name: 'an update that Twilio fails leaves the old URL',
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      failWrites(world, DOWN, 4);
      await world.stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: /was not changed\.$/,
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'the rollback of an update needs no Twilio if nothing was changed',
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.intercept = () => DOWN;
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: /^Could not look for the number: Twilio failed.*Nothing was changed at Twilio\.$/,
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
  {
    name: 'a deletion that Twilio fails forgets nothing, and can be repeated',
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      failWrites(world, DOWN, 4);
      await world.stack.delete();
      expect(Object.keys(world.stored!)).toEqual([FIRST]);
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^Could not set the webhook of PN0+1: Twilio failed.* PN0+1 was not changed\. Then delete it again\. /,
      /If that fails too, set its webhook in the Twilio Console, delete the SSM parameter \/cdk-\S+, /,
      /and delete it again\.$/,
    ),
    leaves: { sms_url: DEMO },
  },
  {
    name: 'the deletion after a creation that changed nothing needs no Twilio',
    when: async ({ stack, twilio }) => {
      twilio.intercept = () => DOWN;
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /Nothing was changed at Twilio\.$/,
  },
  {
    name: 'a token that Twilio does not accept is explained',
    when: async ({ stack, twilio }) => {
      twilio.authToken = OTHER_AUTH_TOKEN;
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^Could not look for the number: /,
      /Twilio does not accept this Account SID and auth token \(error 20003\)\. Compare both/,
    ),
  },
  {
    name: 'a secret without an Account SID is explained',
    when: async ({ stack, secrets }) => {
      secrets.put(AUTH_TOKEN);
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^The secret names no accountSid.*Run "cdk-twilio-sms-gateway connect <stack> --only secret" to write it\. /,
      /Nothing was changed/,
    ),
  },
  {
    name: 'a secret that was never filled is explained',
    when: async ({ stack, secrets }) => {
      secrets.put('{"accountSid":"","authToken":"0123456789abcdeX"}');
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: joined(
      /^The secret holds its random start value instead of a Twilio auth token\. To fix it: /,
      /aws secretsmanager put-secret-value/,
    ),
  },
  {
    name: 'the answer is sent again if CloudFormation does not take it',
    when: async ({ stack }) => {
      stack.rejectedAnswers = 2;
      await stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    stores: [FIRST],
  },
];
