import type { StackEvent } from '../../../support/custom-resource-caller';
import { AUTH_TOKEN, OTHER_AUTH_TOKEN } from '../../../support/messages';
import { type PhoneNumberWorld, TOKEN } from '../../../support/phone-number-world';
import type { Failure } from '../../../support/twilio-numbers-server';

export const NUMBER = '+15005550001';
export const OTHER_NUMBER = '+15005550002';
export const FIRST = 'PN00000000000000000000000000000001';
export const SECOND = 'PN00000000000000000000000000000002';
export const SERVICE = 'MG00000000000000000000000000000001';
export const OTHER_URL = 'https://other.example.com/sms';
export const FALLBACK = 'https://spare.example.com/sms';
export const DEMO = 'https://demo.twilio.com/welcome/sms/reply';
export const THIRD_PARTY = {
  sms_url: 'https://old.example.com/sms?key=hush',
  sms_method: 'GET',
  sms_fallback_url: 'https://old.example.com/fallback',
};
export const DOWN: Failure = { status: 503, code: 20503, message: 'Service Unavailable' };

/** A part of a stack's life, and what it leaves at Twilio, in the SSM parameter and in the stack's events. */
export interface PhoneNumberCase {
  readonly name: string;
  readonly given?: (world: PhoneNumberWorld) => unknown;
  /** The requests of CloudFormation. */
  readonly when: (world: PhoneNumberWorld) => Promise<unknown>;
  /** `Create SUCCESS` and so on, in their order. */
  readonly events: readonly string[];
  /** Matches the reason of the first event that failed. */
  readonly reason?: RegExp;
  /** Settings of the first service afterwards, or of the first number if there is no service. */
  readonly leaves?: object;
  /** SIDs with stored previous settings. */
  readonly stores?: readonly string[];
}

/** Makes every write fail, or the first ones. */
export function failWrites({ twilio }: PhoneNumberWorld, failure: Failure | 'hangsUp', times = Infinity): void {
  let failed = 0;
  twilio.intercept = ({ method }) => method === 'POST' && failed++ < times ? failure : undefined;
}

/** Joins parts of a pattern that is too long for a line. */
export const joined = (...parts: readonly RegExp[]) => new RegExp(parts.map(({ source }) => source).join(''));

export const toLines = (events: readonly StackEvent[]) => events.map(({ type, status }) => `${type} ${status}`);

/** Resets a world to one with three numbers. Most cases are about the first. */
export async function renew(world: PhoneNumberWorld): Promise<void> {
  await world.reset();
  [NUMBER, OTHER_NUMBER, '+15005550003'].forEach((phoneNumber) => world.twilio.addNumber(phoneNumber));
}

/** Holds after every case: all requests were correct, and neither logs nor events hold secrets or full numbers. */
export function expectDiscretion({ violations, stack }: PhoneNumberWorld): void {
  expect(violations).toEqual([]);
  const written = stack.log + JSON.stringify(stack.events);
  const basic = Buffer.from(`${TOKEN.accountSid}:${AUTH_TOKEN}`).toString('base64');
  [AUTH_TOKEN, OTHER_AUTH_TOKEN, NUMBER.slice(1), OTHER_NUMBER.slice(1), 'hush', 'X-Amz-Signature', basic]
    .forEach((secret) => expect(written).not.toContain(secret));
}

export async function expectCase(
  world: PhoneNumberWorld,
  { given, when, events, reason, leaves = {}, stores = [] }: PhoneNumberCase,
): Promise<void> {
  given?.(world);

  await when(world);

  expect(toLines(world.stack.events)).toEqual(events);
  if (reason) expect(world.stack.events.find(({ status }) => status === 'FAILED')?.reason).toMatch(reason);
  expect(world.twilio.services[0] ?? world.twilio.numbers[0] ?? {}).toMatchObject(leaves);
  expect(Object.keys(world.stored ?? {})).toEqual(stores);
}
