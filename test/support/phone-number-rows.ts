import type { StackEvent } from './custom-resource-caller';
import { AUTH_TOKEN, OTHER_ACCOUNT_SID, OTHER_AUTH_TOKEN } from './messages';
import { number, PhoneNumberWorld, service, TOKEN, WEBHOOK_URL } from './phone-number-world';
import type { Failure } from './twilio-numbers-server';

export const NUMBER = '+15005550001';
const OTHER_NUMBER = '+15005550002';
export const OTHER_URL = 'https://other.example.com/sms';
const DEMO = 'https://demo.twilio.com/welcome/sms/reply';
export const FOREIGN = { sms_url: 'https://old.example.com/sms?key=hush', sms_method: 'GET', sms_fallback_url: 'https://old.example.com/fallback' };
export const FALLBACK = 'https://spare.example.com/sms';
const DOWN: Failure = { status: 503, code: 20503, message: 'Service Unavailable' };

type World = PhoneNumberWorld;

/** A sequence of a stack's life: what it leaves at Twilio and in the SSM parameter, and what its events say. */
export interface Row {
  readonly given?: (world: World) => unknown;
  /** What the stack goes through. */
  readonly when: (world: World) => Promise<unknown>;
  /** `Create SUCCESS` and so on, in their order. */
  readonly events: readonly string[];
  /** Of the reason of the event that failed first. */
  readonly reason?: RegExp;
  /** What the first number has then; or the first service, where there is one. */
  readonly leaves?: object;
  /** SIDs that something is kept for. */
  readonly keeps?: readonly string[];
}

const FIRST = 'PN00000000000000000000000000000001';
const SECOND = 'PN00000000000000000000000000000002';
const SERVICE = 'MG00000000000000000000000000000001';

/** Every write fails, from now on or so many times. */
function failWrites({ twilio }: World, failure: Failure | 'hangsUp', times = Infinity): void {
  let failed = 0;
  twilio.intercept = ({ method }) => method === 'POST' && failed++ < times ? failure : undefined;
}

export const ROWS: Readonly<Record<string, Row>> = {
  'create': {
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL, sms_method: 'POST', sms_application_sid: '' },
    keeps: [FIRST],
  },
  "create over Twilio's greeting, and delete": {
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: DEMO },
  },
  'the fragment with the retry overrides is set, and is no other URL': {
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.update(number(NUMBER, { WebhookUrl: `${WEBHOOK_URL}#rc=2&rp=all` }))],
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: `${WEBHOOK_URL}#rc=2&rp=all` },
    keeps: [FIRST],
  },
  'another key for what is kept: it is written again, and Twilio is not asked': {
    when: async ({ stack, ssmCalls, twilio }) => {
      await stack.create(number(NUMBER));
      ssmCalls.length = 0;
      twilio.intercept = () => DOWN;
      await stack.update(number(NUMBER, { ParameterKeyArn: 'arn:aws:kms:eu-west-1:111111111111:key/k1' }));
      expect(ssmCalls.filter((call) => call.startsWith('PutParameter'))).toHaveLength(1);
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'a foreign webhook is rejected, and its rollback touches nothing': {
    given: ({ twilio }) => Object.assign(twilio.numbers[0], FOREIGN),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^…01 \(PN0+1\) has a webhook that is not this gateway's: https:\/\/old\.example\.com\/sms\?key=… \(GET\)\. With overwrite: true it is replaced.*Nothing was changed at Twilio\.$/,
    leaves: FOREIGN,
  },
  'a foreign webhook is replaced with overwrite, and comes back': {
    given: ({ twilio }) => Object.assign(twilio.numbers[0], FOREIGN),
    when: async ({ stack }) => [await stack.create(number(NUMBER, { Overwrite: 'true' })), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: FOREIGN,
  },
  'an application is rejected': {
    given: ({ twilio }) => (twilio.numbers[0].sms_application_sid = 'AP1'),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /a webhook that is not this gateway's: the application AP1/,
    leaves: { sms_application_sid: 'AP1', sms_url: '' },
  },
  'an application is replaced with overwrite, since it goes before the URL, and comes back': {
    given: ({ twilio }) => Object.assign(twilio.numbers[0], { sms_application_sid: 'AP1', ...FOREIGN }),
    when: async (world) => {
      await world.stack.create(number(NUMBER, { Overwrite: 'true' }));
      expect(world.twilio.numbers[0]).toMatchObject({ sms_application_sid: '', sms_url: WEBHOOK_URL });
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_application_sid: 'AP1', ...FOREIGN },
  },
  'a number that its Messaging Service answers is rejected': {
    given: ({ twilio }) => twilio.addService('Bot', {}, twilio.numbers[0]),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^…01 \(PN0+1\) is in the Messaging Service Bot, which is called for its texts.* Give MessageSource\.messagingService\('MG0+1'\) instead\. Nothing was changed/,
    leaves: { inbound_request_url: null },
  },
  'a number whose Messaging Service leaves it to its numbers is set': {
    given: ({ twilio }) => twilio.addService('Bot', { use_inbound_webhook_on_number: true }, twilio.numbers[0]),
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      expect(world.twilio.numbers[0].sms_url).toBe(WEBHOOK_URL);
    },
    events: ['Create SUCCESS'],
    leaves: { inbound_request_url: null, use_inbound_webhook_on_number: true },
    keeps: [FIRST],
  },
  'a Messaging Service, there and back': {
    given: ({ twilio }) => twilio.addService('Bot', {}, twilio.numbers[0]),
    when: async (world) => {
      await world.stack.create(service(SERVICE));
      expect(world.twilio.services[0]).toMatchObject({ inbound_request_url: WEBHOOK_URL, inbound_method: 'POST', use_inbound_webhook_on_number: false });
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { inbound_request_url: '', use_inbound_webhook_on_number: false },
  },
  'a Messaging Service that leaves its texts to its numbers is rejected': {
    given: ({ twilio }) => twilio.addService('Bot', { use_inbound_webhook_on_number: true }),
    when: async ({ stack }) => stack.create(service(SERVICE)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Messaging Service Bot \(MG0+1\) has a webhook that is not this gateway's: left to the webhooks of its numbers/,
    leaves: { use_inbound_webhook_on_number: true },
  },
  'and is taken with overwrite, and comes back': {
    given: ({ twilio }) => twilio.addService('Bot', { use_inbound_webhook_on_number: true }),
    when: async ({ stack }) => [await stack.create(service(SERVICE, { Overwrite: 'true' })), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { use_inbound_webhook_on_number: true, inbound_request_url: '' },
  },
  'a number that is not there': {
    when: async ({ stack }) => stack.create(number('+15005550009')),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The Twilio account AC\w{32} has no number …09 that takes texts\. Is it the account, or subaccount, that owns it\? Nothing was changed/,
  },
  'a number of which the wanted one is a part': {
    given: ({ twilio }) => (twilio.numbers[0].phone_number = `${NUMBER}7`),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /has no number …01/,
    leaves: { sms_url: '' },
  },
  'a number that was released, or moved to another account, before the stack is deleted': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.numbers.length = 0;
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
  },
  'what somebody set meanwhile is left alone on delete': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.numbers[0].sms_url = OTHER_URL;
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: OTHER_URL },
  },
  'and so is an application that somebody put over it': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.numbers[0].sms_application_sid = 'AP9';
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_application_sid: 'AP9', sms_url: WEBHOOK_URL },
  },
  'a fallback URL that is given is set, with overwrite over another one, and comes back': {
    given: ({ twilio }) => (twilio.numbers[0].sms_fallback_url = FOREIGN.sms_fallback_url),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER, { FallbackUrl: FALLBACK, Overwrite: 'true' }));
      expect(twilio.numbers[0]).toMatchObject({ sms_fallback_url: FALLBACK, sms_fallback_method: 'POST' });
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: '', sms_fallback_url: FOREIGN.sms_fallback_url },
  },
  'a foreign fallback URL is rejected where another one is given': {
    given: ({ twilio }) => (twilio.numbers[0].sms_fallback_url = FOREIGN.sms_fallback_url),
    when: async ({ stack }) => stack.create(number(NUMBER, { FallbackUrl: FALLBACK })),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /has a fallback URL that is not this stack's: https:\/\/old\.example\.com\/fallback\./,
    leaves: { sms_url: '', sms_fallback_url: FOREIGN.sms_fallback_url },
  },
  'a fallback URL that is no longer given comes back by itself': {
    given: ({ twilio }) => twilio.addService('Bot', { fallback_url: OTHER_URL }),
    when: async ({ stack, twilio }) => {
      await stack.create(service(SERVICE, { FallbackUrl: FALLBACK, Overwrite: 'true' }));
      expect(twilio.services[0].fallback_url).toBe(FALLBACK);
      await stack.update(service(SERVICE));
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { inbound_request_url: WEBHOOK_URL, fallback_url: OTHER_URL },
    keeps: [SERVICE],
  },
  'a fallback URL that somebody changed stays': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER, { FallbackUrl: FALLBACK }));
      twilio.numbers[0].sms_fallback_url = OTHER_URL;
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: '', sms_fallback_url: OTHER_URL },
  },
  'an update to another URL, and delete': {
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
  'an update of a number that somebody changed is rejected, and undone without a change': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      Object.assign(twilio.numbers[0], FOREIGN);
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: /has a webhook that is not this gateway's.*Nothing was changed at Twilio\.$/,
    leaves: FOREIGN,
    keeps: [FIRST],
  },
  'overwrite, given later, takes it back': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      Object.assign(twilio.numbers[0], FOREIGN);
      await stack.update(number(NUMBER, { Overwrite: 'true' }));
    },
    events: ['Create SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'an update after which another resource fails is undone': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL, FallbackUrl: FALLBACK }), true);
      expect(twilio.numbers[0].sms_fallback_url).toBe('');
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Update SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'another number in its place: the first gets back what it had once the second is set': {
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(OTHER_NUMBER));
      expect(twilio.numbers[1].sms_url).toBe(WEBHOOK_URL);
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: DEMO },
    keeps: [SECOND],
  },
  'another number in its place, undone: the second gets back what it had': {
    given: ({ twilio }) => (twilio.numbers[1].sms_url = DEMO),
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      await stack.update(number(OTHER_NUMBER), true);
      expect(twilio.numbers[1].sms_url).toBe(DEMO);
    },
    events: ['Create SUCCESS', 'Update SUCCESS', 'Update SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'another number in its place, which Twilio took and did not say so: undone too': {
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
    reason: /Could not set the webhook of …02 \(PN0+2\): Twilio failed \(error 20503\).*deploy again\. Whether …02 \(PN0+2\) was changed is not known; what it had before is kept\.$/,
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'Twilio fails for a moment: tried again': {
    when: async (world) => {
      failWrites(world, DOWN, 2);
      await world.stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'Twilio asks to be called later: obeyed': {
    when: async (world) => {
      failWrites(world, { status: 429, code: 20429, retryAfter: 1 }, 1);
      await world.stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'Twilio fails in the middle of a creation: nothing is left': {
    when: async (world) => {
      failWrites(world, DOWN);
      await world.stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Could not set the webhook of …01 \(PN0+1\): Twilio failed \(error 20503\)\. Look at status\.twilio\.com, then deploy again\. …01 \(PN0+1\) was not changed\.$/,
    leaves: { sms_url: '' },
  },
  'Twilio takes it and breaks the connection: it is seen, and put back': {
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
    reason: /could not be reached \(UND_ERR_SOCKET\).*…01 \(PN0+1\) was changed all the same\.$/,
    leaves: { sms_url: DEMO },
  },
  'Twilio fails in the middle of an update: the old URL stays': {
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      failWrites(world, DOWN, 4);
      await world.stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: /was not changed\.$/,
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'Twilio cannot be asked at all during an update: its rollback does not need it': {
    when: async ({ stack, twilio }) => {
      await stack.create(number(NUMBER));
      twilio.intercept = () => DOWN;
      await stack.update(number(NUMBER, { WebhookUrl: OTHER_URL }));
    },
    events: ['Create SUCCESS', 'Update FAILED', 'Update SUCCESS'],
    reason: /^Could not look for the number: Twilio failed.*Nothing was changed at Twilio\.$/,
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'Twilio fails during a deletion: nothing is forgotten, and it can be done again': {
    given: ({ twilio }) => (twilio.numbers[0].sms_url = DEMO),
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      failWrites(world, DOWN, 4);
      await world.stack.delete();
      expect(Object.keys(world.kept!)).toEqual([FIRST]);
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete FAILED', 'Delete SUCCESS'],
    reason: /^Could not set the webhook of PN0+1: Twilio failed.* PN0+1 was not changed\. Then delete it again; or set it by hand/,
    leaves: { sms_url: DEMO },
  },
  'deleted a second time': {
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.delete(), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: '' },
  },
  'deleted after a creation that failed, with Twilio out of order: nothing was begun, so nothing is asked': {
    when: async ({ stack, twilio }) => {
      twilio.intercept = () => DOWN;
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /Nothing was changed at Twilio\.$/,
  },
  'the token is not the account\'s': {
    when: async ({ stack, twilio }) => {
      twilio.authToken = OTHER_AUTH_TOKEN;
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^Could not look for the number: Twilio does not accept this Account SID and auth token \(error 20003\)\. Compare both/,
  },
  'a secret without an Account SID': {
    when: async ({ stack, secrets }) => {
      secrets.put(AUTH_TOKEN);
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The secret names no accountSid.*"cdk-twilio-sms-gateway connect <stack> --only secret" writes it so\. Nothing was changed/,
  },
  'a secret that was never filled': {
    when: async ({ stack, secrets }) => {
      secrets.put('{"accountSid":"","authToken":"0123456789abcdeX"}');
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The secret holds its random start value instead of a Twilio auth token\. To fix it: aws secretsmanager put-secret-value/,
  },
  'a secret that may not be read': {
    when: async ({ stack, secrets }) => {
      secrets.fault = 'denied';
      await stack.create(number(NUMBER));
    },
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The function's role may not read the secret/,
  },
  'the secret became that of another account before the stack is deleted': {
    when: async ({ stack, secrets }) => {
      await stack.create(number(NUMBER));
      secrets.put(JSON.stringify({ accountSid: OTHER_ACCOUNT_SID, authToken: OTHER_AUTH_TOKEN }));
      await stack.delete();
    },
    events: ['Create SUCCESS', 'Delete FAILED'],
    reason: /^PN0+1 belongs to the Twilio account AC0\w+, but the secret is that of ACf\w+\. Put the former back into the secret, or set the number by hand\. Nothing was changed/,
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
  'what connect pointed here gets back what it had before connect': {
    given: ({ twilio, secrets }) => {
      Object.assign(twilio.numbers[0], { sms_url: WEBHOOK_URL, sms_fallback_url: OTHER_URL });
      const settings = { url: FOREIGN.sms_url, method: 'GET', fallbackUrl: FALLBACK, fallbackMethod: 'POST', applicationSid: '' };
      const previousSettings = { [FIRST]: { name: NUMBER, webhookUrl: WEBHOOK_URL, settings, savedAt: '2026-11-22T12:00:00.000Z' } };
      secrets.put(JSON.stringify({ previousSettings }), { stage: 'cdk-twilio-sms-gateway:previous-settings' });
    },
    when: async (world) => {
      await world.stack.create(number(NUMBER));
      expect(world.twilio.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
      await world.stack.delete();
    },
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: FOREIGN.sms_url, sms_method: 'GET', sms_fallback_url: OTHER_URL },
  },
  'what somebody else pointed here is left where it is': {
    given: ({ twilio }) => (twilio.numbers[0].sms_url = WEBHOOK_URL),
    when: async ({ stack }) => [await stack.create(number(NUMBER)), await stack.delete()],
    events: ['Create SUCCESS', 'Delete SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
  },
  'HTTP GET at the right URL is mended': {
    given: ({ twilio }) => Object.assign(twilio.numbers[0], { sms_url: WEBHOOK_URL, sms_method: 'GET' }),
    when: async ({ stack }) => stack.create(number(NUMBER)),
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL, sms_method: 'POST' },
    keeps: [FIRST],
  },
  'values that were tokens at synth are checked': {
    when: async ({ stack }) => stack.create(number('001 555')),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The phone number …55 is not in E\.164 form/,
  },
  'and so is the SID of a Messaging Service': {
    when: async ({ stack }) => stack.create(service('Bot')),
    events: ['Create FAILED', 'Delete SUCCESS'],
    reason: /^The Messaging Service is not named by its SID/,
  },
  'CloudFormation does not take the answer for a moment': {
    when: async ({ stack }) => {
      stack.rejectedAnswers = 2;
      await stack.create(number(NUMBER));
    },
    events: ['Create SUCCESS'],
    leaves: { sms_url: WEBHOOK_URL },
    keeps: [FIRST],
  },
};

export const shown = (events: readonly StackEvent[]) => events.map(({ type, status }) => `${type} ${status}`);

/** A world as new, with numbers of which the first is the one that most is about. */
export async function renew(world: World): Promise<void> {
  await world.reset();
  [NUMBER, OTHER_NUMBER, '+15005550003'].forEach((phoneNumber) => world.twilio.addNumber(phoneNumber));
}

/** Holds after anything: nobody was asked wrongly, and neither logs nor events hold secrets or full numbers. */
export function expectDiscretion({ violations, stack }: World): void {
  expect(violations).toEqual([]);
  const written = stack.log + JSON.stringify(stack.events);
  [AUTH_TOKEN, OTHER_AUTH_TOKEN, NUMBER.slice(1), OTHER_NUMBER.slice(1), 'hush', 'X-Amz-Signature', Buffer.from(`${TOKEN.accountSid}:${AUTH_TOKEN}`).toString('base64')]
    .forEach((secret) => expect(written).not.toContain(secret));
}

export async function expectRow(world: World, { given, when, events, reason, leaves = {}, keeps = [] }: Row): Promise<void> {
  given?.(world);

  await when(world);

  expect(shown(world.stack.events)).toEqual(events);
  if (reason) expect(world.stack.events.find(({ status }) => status === 'FAILED')?.reason).toMatch(reason);
  expect(world.twilio.services[0] ?? world.twilio.numbers[0] ?? {}).toMatchObject(leaves);
  expect(Object.keys(world.kept ?? {})).toEqual(keeps);
}
